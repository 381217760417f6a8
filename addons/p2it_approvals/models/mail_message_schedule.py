from odoo import fields, models


class MailMessageSchedule(models.Model):
    """Extends ``mail.message.schedule``: notices of a held quotation wait for its approval."""

    _inherit = "mail.message.schedule"

    def _send_notifications(self, default_notify_kwargs=None):
        if not self.env["p2it.approval.type"]._has_gate("quotation"):
            return super()._send_notifications(default_notify_kwargs=default_notify_kwargs)
        # sudo: the queue is the server's
        notices = self.sudo().filtered(lambda notice: notice.mail_message_id.model == "sale.order")
        orders = self.env["sale.order"].browse(notices.mail_message_id.mapped("res_id")).exists()
        held = set(orders._get_held("quotation").ids)
        waiting = notices.filtered(lambda notice: notice.mail_message_id.res_id in held)
        # Else they would be due at each run of the queue, in front of all others.
        waiting.scheduled_datetime = fields.Datetime.add(fields.Datetime.now(), hours=1)
        return super(MailMessageSchedule, self - waiting.with_env(self.env))._send_notifications(
            default_notify_kwargs=default_notify_kwargs
        )
