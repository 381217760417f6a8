from odoo import fields, models


class P2itBankTransferRefuse(models.TransientModel):
    """Asks an accountant why transfers are rejected or reversed."""

    _name = "p2it.bank.transfer.refuse.wizard"
    _description = "Reject or Reverse Transfers"

    transfer_ids = fields.Many2many("p2it.bank.transfer", string="Transfers", readonly=True)
    kind = fields.Selection(
        [("reject", "Reject"), ("reverse", "Reverse")], required=True, readonly=True, default="reject"
    )
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Reject or reverse, which checks whether one may.

        :return: an action that closes the dialog
        """
        self.ensure_one()
        if self.kind == "reverse":
            self.transfer_ids.action_reverse(self.reason)
        else:
            self.transfer_ids.action_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
