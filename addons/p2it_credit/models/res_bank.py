from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..domain.vietqr_banks import find_bin

_SHOWN = frozenset(("name", "bic", "vietqr_bin", "active"))
"""What decides to which bank a customer's money goes, and how the bank is called."""


class ResBank(models.Model):
    """Extends banks with their number in VietQR."""

    _inherit = "res.bank"

    vietqr_bin = fields.Char(
        string="VietQR Number (BIN)",
        compute="_compute_vietqr_bin",
        store=True,
        readonly=False,
        size=6,
        help="Six digits, by which banking apps know the bank. Filled in by name or BIC where there is no "
        "doubt.",
    )

    @api.depends("name", "bic", "country")
    def _compute_vietqr_bin(self):
        known = self.env["p2it.vietqr.bin"]._get_known_banks()
        for bank in self:
            is_abroad = bank.country and bank.country.code != "VN"
            found = None if is_abroad else find_bin(bank.name, bank.bic, known)
            bank.vietqr_bin = found or bank.vietqr_bin

    @api.model
    def _fill_vietqr_bin(self):
        """Give banks that have no number theirs, once the table of banks is there."""
        banks = self.with_context(active_test=False).search([("vietqr_bin", "=", False)])
        self.env.add_to_compute(self._fields["vietqr_bin"], banks)
        banks._recompute_recordset(["vietqr_bin"])

    @api.constrains("vietqr_bin")
    def _check_vietqr_bin(self):
        for bank in self.filtered("vietqr_bin"):
            number = bank.vietqr_bin
            if not (number.isascii() and number.isdigit() and len(number) == 6):
                raise ValidationError(
                    self.env._("The VietQR number of a bank has six digits, unlike “%s”.", number)
                )

    def write(self, vals):
        if not _SHOWN.isdisjoint(vals):
            accounts = self.env["res.partner.bank"]
            # sudo: which of them are at this bank
            shown = (
                accounts._get_on_quotations().sudo().filtered(lambda account: account.bank_id.id in self.ids)
            )
            accounts._check_may_change_receiver(shown)
        return super().write(vals)
