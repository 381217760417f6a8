from odoo import models


class StockLocation(models.Model):
    """Extends ``stock.location`` with what is outside the company."""

    _inherit = "stock.location"

    def _filter_outside(self):
        """:return: those where goods are the customer's, or another company's"""
        # The cheap test first: stock's own looks a location up for each.
        return self.filtered(
            lambda location: location.usage in ("customer", "transit") and location._is_outgoing()
        )
