from odoo import models
from odoo.exceptions import UserError

_GROUP_OF = {"customer_group_id", "parent_id", "is_company"}
"""With what the group of a customer changes, which is that of its company. Areas follow the address."""


class ResPartner(models.Model):
    """Extends ``res.partner``: who sells doesn't move a customer to where rules pay more."""

    _inherit = "res.partner"

    def write(self, vals):
        before = {} if _GROUP_OF.isdisjoint(vals) else self._get_groups_asked_for()
        result = super().write(vals)
        for partner, group in before.items():
            if partner.commercial_partner_id.customer_group_id != group:
                partner._refuse_other_group()
        return result

    def _get_groups_asked_for(self):
        """:return: ``{customer: group}`` of who has bought, where rules ask for groups and somebody sells

        Who is still a lead's or a prospect's is grouped by the salesperson, who knows first.
        """
        if not self.env["sale.order"]._is_sold_for_commission():
            return {}
        if not self.env["p2it.commission.rule"]._get_asked("customer_group_id"):
            return {}
        buyers = self.sudo().filtered(lambda partner: partner.lifecycle == "account")  # sudo: whoever reads
        return {buyer: buyer.commercial_partner_id.customer_group_id for buyer in buyers}

    def _refuse_other_group(self):
        raise UserError(
            self.env._(
                "%(customer)s buys already, and commission rules ask for the customer group: only a "
                "sales administrator changes it. Ask one.",
                customer=self.display_name,
            )
        )
