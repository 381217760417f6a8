from odoo import fields, models
from odoo.exceptions import UserError

_FROZEN = frozenset(
    (
        *("amount", "currency_id", "date", "partner_id", "payment_type", "partner_type", "journal_id"),
        *("company_id", "move_id", "destination_account_id", "outstanding_account_id"),
    )
)
"""What a confirmed transfer says, and its payment with it."""


class AccountPayment(models.Model):
    """Extends ``account.payment``: that of a confirmed transfer changes by reversing the transfer only."""

    _inherit = "account.payment"

    bank_transfer_ids = fields.One2many(
        "p2it.bank.transfer",
        "payment_id",
        string="Bank Transfer",
        readonly=True,
        copy=False,
        groups="sales_team.group_sale_salesman,p2it_credit.group_accountant",
    )

    def write(self, vals):
        if _FROZEN & vals.keys() or vals.get("state") in ("draft", "canceled", "rejected"):
            self._check_no_transfer()
        return super().write(vals)

    def unlink(self):
        self._check_no_transfer()
        return super().unlink()

    def _check_no_transfer(self):
        """:raise UserError: for the payment of a confirmed transfer, superusers included"""
        if not self.ids:
            return
        # sudo: it is kept for who doesn't see the transfer as well
        transfers = self.env["p2it.bank.transfer"].sudo()
        found = transfers.search([("payment_id", "in", self.ids), ("state", "=", "confirmed")], limit=1)
        if found:
            raise UserError(
                self.env._(
                    "This payment is that of the confirmed transfer %(transfer)s. Reverse the transfer, with "
                    "the reason: that takes the payment back.",
                    transfer=found.name,
                )
            )

    def action_open_bank_transfer(self):
        """:return: the action that opens the transfer"""
        self.ensure_one()
        return self.bank_transfer_ids._get_records_action()
