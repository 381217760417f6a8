from odoo import api, models


class P2itDashboard(models.Model):
    """Extends ``p2it.dashboard`` with the one that a reader sees first."""

    _inherit = "p2it.dashboard"

    @api.model
    def _get_first(self, dashboards):
        """Choose what opens for somebody who has opened none yet.

        :param dashboards: what the reader can open, in their order
        :return: an own or shared one that somebody put before the ready-made ones, else the one of the
            reader's role, else the first
        """
        first = dashboards[:1]
        if first.user_id:
            return first
        name = f"p2it_crm.dashboard_{self._get_role()}"
        mine = self.env.ref(name, raise_if_not_found=False)
        return mine if mine and mine in dashboards else first

    @api.model
    def _get_role(self):
        """:return: which ready-made dashboard is the reader's, by rights and by the place among the people"""
        user = self.env.user
        if not user.has_group("p2it_crm.group_salesperson"):
            return "accountant" if user.has_group("account.group_account_invoice") else "director"
        if not user.has_group("p2it_crm.group_manager"):
            return "salesperson"
        below = user.sudo().subordinate_user_ids  # sudo: one's own place in the tree
        if user.has_group("p2it_crm.group_administrator") or (below and not user._get_users_above()):
            return "director"
        return "manager" if below.subordinate_user_ids else "leader"
