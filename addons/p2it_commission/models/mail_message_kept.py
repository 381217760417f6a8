from odoo import models
from odoo.exceptions import AccessError

_KEPT = ("p2it.commission.dispute", "p2it.commission.settlement", "p2it.commission.reprocess")
_WORDS = {
    "body",
    "subject",
    "date",
    "author_id",
    "email_from",
    "model",
    "res_id",
    "message_type",
    "subtype_id",
}


class MailMessage(models.Model):
    """Extends ``mail.message``: questions, answers and decisions about commission stay as they were said."""

    _inherit = "mail.message"

    def write(self, vals):
        if not self.env.su and _WORDS & vals.keys():
            self._check_not_kept()
        return super().write(vals)

    def _check_not_kept(self):
        """:raise AccessError: for what was said about commission"""
        # sudo: about what it is counts, whoever writes
        if any(message.model in _KEPT for message in self.sudo()):
            raise AccessError(
                self.env._("What was said about commission is kept as it was: add a message below.")
            )
