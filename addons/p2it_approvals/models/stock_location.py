from odoo import models
from odoo.exceptions import UserError


class StockLocation(models.Model):
    """Extends ``stock.location`` with what is outside the company."""

    _inherit = "stock.location"

    def write(self, vals):
        """Extends `stock`: goods don't leave by calling the place where they are a customer's."""
        kinds = self.env["p2it.approval.type"]
        if {"usage", "location_id"}.isdisjoint(vals) or not kinds._has_gate("dispatch"):
            return super().write(vals)
        before = self._filter_outside()
        result = super().write(vals)
        (self._filter_outside() - before)._check_empty()
        return result

    def _check_empty(self):
        """:raise UserError: when there are goods"""
        # sudo: judged whatever the user may read
        full = self.env["stock.quant"].sudo().search([("location_id", "in", self.ids), ("quantity", "!=", 0)])
        if full:
            raise UserError(
                self.env._(
                    "%(names)s: there are goods. They leave the company by a delivery, which needs an "
                    "approval: move them away first.",
                    names=", ".join(full.location_id.mapped("display_name")[:10]),
                )
            )

    def _filter_outside(self):
        """:return: those where goods are the customer's, or another company's"""
        # The cheap test first: stock's own looks a location up for each.
        return self.filtered(
            lambda location: location.usage in ("customer", "transit") and location._is_outgoing()
        )
