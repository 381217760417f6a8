from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..domain.transfer_code import is_prefix
from ..domain.vietqr import VietQR, VietQRError


class ResCompany(models.Model):
    """Extends companies with what their quotations say about paying by bank transfer."""

    _inherit = "res.company"

    transfer_code_prefix = fields.Char(
        string="Transfer Codes Start With",
        default="DH",
        required=True,
        help="2 to 5 letters. Codes of orders that exist already stay as they are.",
    )
    vietqr_account_id = fields.Many2one(
        "res.partner.bank",
        string="Account on Quotations",
        ondelete="restrict",
        check_company=True,
        help="Quotations and orders in đồng show a VietQR code to pay into this account.",
    )

    @api.constrains("transfer_code_prefix")
    def _check_transfer_code_prefix(self):
        for company in self:
            if not is_prefix(company.transfer_code_prefix):
                raise ValidationError(
                    self.env._(
                        "Transfer codes start with 2 to 5 letters from A to Z, in capitals, without marks: "
                        "“%s” is none of these, and a bank may change it on the way.",
                        company.transfer_code_prefix,
                    )
                )

    @api.constrains("vietqr_account_id", "partner_id")
    def _check_vietqr_account(self):
        for company in self.filtered("vietqr_account_id"):
            account = company.vietqr_account_id
            if account.partner_id not in company.parent_ids.partner_id:
                raise ValidationError(
                    self.env._(
                        "The account %(account)s belongs to %(holder)s, not to %(company)s. Choose an "
                        "account of the company.",
                        account=account.acc_number,
                        holder=account.partner_id.display_name,
                        company=company.name,
                    )
                )
            company._check_vietqr_takes(account)

    def _check_vietqr_takes(self, account):
        """:raise ValidationError: when VietQR can't say this account"""
        try:
            VietQR(account.bank_id.vietqr_bin or "", account.sanitized_acc_number or "").check()
        except VietQRError as error:
            if error.part == "bin":
                message = self.env._(
                    "The bank of the account %s has no VietQR number. Enter its six digits on the bank, or "
                    "take an account at a bank in Vietnam.",
                    account.acc_number,
                )
            else:
                message = self.env._(
                    "VietQR takes accounts of up to 19 letters and digits, unlike %s.", account.acc_number
                )
            raise ValidationError(message) from error
