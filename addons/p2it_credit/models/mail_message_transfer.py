from odoo import models
from odoo.exceptions import AccessError

_KEPT = frozenset(
    ("body", "subject", "model", "res_id", "author_id", "date", "message_type", "tracking_value_ids")
)


class MailMessage(models.Model):
    """Extends ``mail.message``: the history of a recorded transfer stays; what people wrote is theirs."""

    _inherit = "mail.message"

    def write(self, vals):
        if _KEPT & vals.keys():
            self._check_no_transfer_history()
        return super().write(vals)

    def unlink(self):
        self._check_no_transfer_history()
        return super().unlink()

    def _check_no_transfer_history(self):
        """:raise AccessError: for what the server noted; mail's own work is done as superuser"""
        if self.env.su:
            return
        # sudo: whose history it is must be known before it is refused
        notes = self.sudo().filtered(
            lambda note: note.model == "p2it.bank.transfer" and note.message_type != "comment"
        )
        if not notes:
            return
        transfers = self.env["p2it.bank.transfer"].sudo()  # sudo: as above
        if transfers.search_count([("id", "in", notes.mapped("res_id")), ("state", "!=", "draft")], limit=1):
            raise AccessError(
                self.env._("The history of a transfer stays as it is. Write a note if something is wrong.")
            )
