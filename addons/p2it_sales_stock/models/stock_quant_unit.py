from odoo import models

from ..exact_float import ExactFloat


class StockQuant(models.Model):
    """Stock kept exactly, also of what the product's unit can't count."""

    _inherit = "stock.quant"

    quantity = ExactFloat(digits="Product Unit")
    reserved_quantity = ExactFloat(digits="Product Unit")

    def _apply_inventory(self, date=None):
        """Override of `stock`: what comes whole is counted whole; the difference to it need not be.

        :raise ValidationError: for parts of what comes whole only
        """
        for quant in self:
            quant.product_id._check_unit_quantity(quant.inventory_quantity, quant.product_uom_id)
        return super()._apply_inventory(date)
