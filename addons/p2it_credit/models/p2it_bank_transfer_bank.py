from odoo import api, fields, models
from odoo.exceptions import UserError


class P2itBankTransfer(models.Model):
    """Extends ``p2it.bank.transfer`` with being confirmed by a line of the bank."""

    _inherit = "p2it.bank.transfer"

    bank_line_ids = fields.One2many(
        "p2it.bank.line",
        "transfer_id",
        string="Line of the Bank",
        readonly=True,
        groups="p2it_credit.group_accountant",
    )

    def write(self, vals):
        """Override to forget from which accounts customers paid, where it was an error."""
        result = super().write(vals)
        if vals.get("state") == "reversed":
            # sudo: what is learned is the server's
            self.env["p2it.payer.account"].sudo()._forget(self.sudo().bank_line_ids)
        return result

    @api.private
    def _confirm_by_bank(self, line):
        """Confirm the transfer by the bank's own word, which is the second pair of eyes.

        One that an accountant confirmed before stays as it is: then the line is only tied to it.

        :param line: the ``p2it.bank.line`` that tells of the money
        :raise UserError: when it is not the same money, or with what is in the way
        """
        self.ensure_one()
        transfer = self.sudo()  # sudo: payments and entries of what the bank told
        if transfer.currency_id != line.currency_id or transfer.currency_id.compare_amounts(
            transfer.amount, line.amount
        ):
            raise UserError(
                self.env._(
                    "%(transfer)s is of %(amount)s, the bank's line of %(line_amount)s: it is not the same "
                    "money. Correct the transfer, or choose something else for the line.",
                    transfer=transfer.display_name,
                    amount=transfer.currency_id.format(transfer.amount),
                    line_amount=line.currency_id.format(line.amount),
                )
            )
        if transfer.state == "confirmed":
            return
        if line.is_manual and not transfer.corrects_id:
            # A person chose anew for money whose transfer was reversed: it is that one's correction.
            transfer.corrects_id = transfer._find_reversed(line.bank_reference)
        if transfer.state == "draft":
            transfer.action_record()
        transfer._lock()
        transfer._check_waiting()
        transfer._complete_by_bank(line)
        transfer._check_reference_free()
        transfer.line_ids._check_orders()
        transfer._check_sum()
        transfer._confirm()
        transfer.line_ids._match_invoices()
        transfer._review_holds()

    def _complete_by_bank(self, line):
        """Fill in what nobody said and the bank tells; of its reference, the bank's own word counts."""
        told_key = self._normalise_reference(line.bank_reference)
        reference = line.bank_reference if told_key else self._get_reference_of(line)
        told = {
            "bank_id": line.journal_id.id,
            "bank_reference": reference,
            "payer_name": line.payer_name,
            "payer_account": line.payer_account,
        }
        vals = {name: value for name, value in told.items() if value and not self[name]}
        if told_key and told_key != self.bank_reference_key:
            vals["bank_reference"] = reference
        if vals:
            self.write(vals)

    def _find_reversed(self, reference):
        """:return: the last reversed transfer of a bank reference, if any"""
        key = self._normalise_reference(reference)
        if not key:
            return self.browse()
        return self.search(
            [
                ("root_company_id", "=", self.root_company_id.id),
                ("bank_reference_key", "=", key),
                ("state", "=", "reversed"),
                ("id", "!=", self.id),
            ],
            order="id desc",
            limit=1,
        )

    @api.model
    def _get_reference_of(self, line):
        """:return: what stands for the reference of a line to which the bank gave none"""
        return f"P2IT-{line.id}"
