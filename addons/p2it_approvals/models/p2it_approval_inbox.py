from odoo import api, models


class P2itApprovalRequest(models.Model):
    """Extends ``p2it.approval.request`` with what the top bar and the documents ask."""

    _inherit = "p2it.approval.request"

    @api.model
    @api.readonly
    def get_inbox_count(self):
        """:return: how many requests wait for the user"""
        return self.search_count([("is_my_turn", "=", True)])

    def action_answer(self):
        """Open the dialog that approves or refuses one or many with a comment.

        :return: a window action
        """
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("p2it_approvals.action_answer"),
            "context": {"default_request_ids": self.ids},
        }

    def action_answer_refusal(self):
        """Open the dialog that refuses one or many, and asks why.

        :return: a window action
        """
        action = self.action_answer()
        context = {**action["context"], "default_is_refusal": True}
        return {**action, "name": self.env._("Refuse"), "context": context}
