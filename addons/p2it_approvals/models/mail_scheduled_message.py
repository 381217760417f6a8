from odoo import models


class MailScheduledMessage(models.Model):
    """Extends ``mail.scheduled.message``: sent later, it is judged later, too."""

    _inherit = "mail.scheduled.message"

    def _post_message(self, raise_exception=True):
        if not self.filtered(lambda message: message.model == "sale.order"):
            return super()._post_message(raise_exception=raise_exception)
        with self.env["sale.order"]._composing():
            return super()._post_message(raise_exception=raise_exception)
