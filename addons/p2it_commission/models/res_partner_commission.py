from odoo import models
from odoo.addons.p2it_approvals.values import is_other_value
from odoo.exceptions import UserError

_ASKED = {"customer_group_id": "customer_group_id"}
"""By field of a customer the field of a rule that asks for it. Areas follow the address, which changes."""


class ResPartner(models.Model):
    """Extends ``res.partner``: who sells doesn't move a customer to where rules pay more."""

    _inherit = "res.partner"

    def write(self, vals):
        self._check_asked_by_rules(vals)
        return super().write(vals)

    def _check_asked_by_rules(self, vals):
        """:raise UserError: for who sells and regroups a customer who has bought, where rules ask for groups

        Who is still a lead's or a prospect's is grouped by the salesperson, who knows first.
        """
        names = [name for name in _ASKED if name in vals]
        if not names or not self.env["sale.order"]._is_sold_for_commission():
            return
        rules = self.env["p2it.commission.rule"]
        names = [name for name in names if rules._is_asked_today(_ASKED[name])]
        moved = self.sudo().filtered(  # sudo: what it is counts, whoever reads
            lambda partner: partner.lifecycle == "account"
            and any(is_other_value(partner, name, vals[name]) for name in names)
        )
        if moved:
            raise UserError(
                self.env._(
                    "%(customer)s buys already, and commission rules ask for the customer group: only a "
                    "sales administrator changes it. Ask one.",
                    customer=moved[0].display_name,
                )
            )
