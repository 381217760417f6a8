from odoo import models


class StockQuant(models.Model):
    """Extends ``stock.quant``: nobody writes goods to a customer without moving them."""

    _name = "stock.quant"
    _inherit = ["stock.quant", "p2it.dispatch.guard"]

    _left_fields = frozenset(("location_id", "product_id", "quantity", "lot_id", "package_id", "owner_id"))

    def _filter_left(self):
        """Part of the guard: those outside the company."""
        outside = self.location_id._filter_outside()
        return self.filtered(lambda quant: quant.location_id in outside)
