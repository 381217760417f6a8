from odoo import models
from odoo.exceptions import UserError

from ..values import is_other_value


class StockLocation(models.Model):
    """Extends ``stock.location`` with what is outside the company."""

    _inherit = "stock.location"

    def write(self, vals):
        """Extends `stock`: a customer's place does not become one of the company while goods go there."""
        kinds = self.env["p2it.approval.type"]
        changes = {"usage", "company_id"}.intersection(vals)
        if changes and not self.env.su and kinds._holds_goods():
            for location in self._filter_outside():
                if any(is_other_value(location, name, vals[name]) for name in changes):
                    raise UserError(
                        self.env._(
                            "“%s” is outside the company, and an approval watches over goods that go there. "
                            "What kind of place it is isn't changed: archive it and make another.",
                            location.display_name,
                        )
                    )
        return super().write(vals)

    def _filter_outside(self):
        """:return: those where goods are the customer's, or another company's"""
        # The cheap test first: stock's own looks a location up for each.
        return self.filtered(
            lambda location: location.usage in ("customer", "transit") and location._is_outgoing()
        )
