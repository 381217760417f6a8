from odoo import models


class ResPartner(models.Model):
    """Extends ``res.partner`` with the way to its statement of account."""

    _inherit = "res.partner"

    def action_statement_of_account(self):
        """Ask for the time, and make the customers' statements.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_credit.action_statement_wizard")
        return {**action, "context": {"active_model": self._name, "active_ids": self.ids}}
