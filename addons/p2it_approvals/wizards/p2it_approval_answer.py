from odoo import fields, models


class P2itApprovalAnswer(models.TransientModel):
    """Decides one or many requests with a comment."""

    _name = "p2it.approval.answer"
    _description = "Answer to Approval Requests"

    request_ids = fields.Many2many("p2it.approval.request", string="Requests", readonly=True)
    comment = fields.Text()
    is_refusal = fields.Boolean(help="The dialog was opened to refuse, and offers nothing else.")

    def action_approve(self):
        """Approve all of them.

        :return: an action that closes the dialog
        """
        self.request_ids.action_approve(self.comment)
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        """Refuse all of them; a comment is needed.

        :return: an action that closes the dialog
        """
        self.request_ids.action_refuse(self.comment)
        return {"type": "ir.actions.act_window_close"}
