from odoo import models


class MailComposeMessage(models.TransientModel):
    """Extends ``mail.compose.message``: what it says of a quotation is the quotation."""

    _inherit = "mail.compose.message"

    def _action_send_mail_comment(self, res_ids):
        if self.model != "sale.order":
            return super()._action_send_mail_comment(res_ids)
        with self.env["sale.order"]._composing():
            return super()._action_send_mail_comment(res_ids)

    def _action_schedule_message(self):
        for wizard in self:
            if wizard.model == "sale.order" and not wizard.subtype_is_log:
                self.env["sale.order"].browse(wizard._evaluate_res_ids())._check_may_leave()
        return super()._action_schedule_message()
