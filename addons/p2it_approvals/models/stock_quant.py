from odoo import models
from odoo.exceptions import UserError


class StockQuant(models.Model):
    """Extends ``stock.quant``: nobody writes goods to a customer without moving them."""

    _name = "stock.quant"
    _inherit = ["stock.quant", "p2it.dispatch.guard"]

    _left_fields = frozenset(("location_id", "product_id", "quantity", "lot_id", "package_id", "owner_id"))

    def write(self, vals):
        """Extends `stock`: goods don't vanish from a shelf by a written number."""
        if "quantity" in vals and self._is_guarded():
            raise UserError(
                self.env._(
                    "Quantities in stock are not written. Count them (Physical Inventory), or move the goods "
                    "by a transfer: both leave a trace."
                )
            )
        return super().write(vals)

    def _filter_left(self):
        """Part of the guard: those outside the company."""
        outside = self.location_id._filter_outside()
        return self.filtered(lambda quant: quant.location_id in outside)
