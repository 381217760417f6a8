from odoo import api, models

from ..exact_float import ExactFloat


class StockMoveLine(models.Model):
    """Goods moved in units that say how much it is, kept exactly in the product's own."""

    _inherit = "stock.move.line"

    quantity_product_uom = ExactFloat(digits="Product Unit")

    @api.constrains("product_id", "product_uom_id", "quantity")
    def _check_unit(self):
        """:raise ValidationError: for a unit of another kind, or parts of what comes whole only"""
        for line in self:
            if line.product_id and line.product_uom_id:
                line.product_id._check_unit(line.product_uom_id)
                line.product_id._check_unit_quantity(line.quantity, line.product_uom_id)
