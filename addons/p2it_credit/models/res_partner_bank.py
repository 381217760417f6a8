from odoo import api, models
from odoo.exceptions import AccessError

_SHOWN = frozenset(
    ("acc_number", "bank_id", "bank_name", "bank_bic", "partner_id", "acc_holder_name", "active")
)
"""What customers read off a quotation to send their money."""

_DECIDERS = ("p2it_credit.group_manager", "account.group_account_manager", "base.group_system")


class ResPartnerBank(models.Model):
    """Extends bank accounts: where customers' money goes is not for everybody who may edit contacts."""

    _inherit = "res.partner.bank"

    def write(self, vals):
        if not _SHOWN.isdisjoint(vals):
            self._check_may_change_receiver(self & self._get_on_quotations())
        return super().write(vals)

    @api.model
    def _get_on_quotations(self):
        """:return: the accounts that quotations of any company show"""
        # sudo: of all companies, whoever changes the account
        companies = self.env["res.company"].sudo().search([("vietqr_account_id", "!=", False)])
        return companies.vietqr_account_id.sudo(self.env.su)

    @api.model
    def _check_may_change_receiver(self, accounts):
        """:raise AccessError: for who may edit contacts but not decide where customers send money"""
        if not accounts or self.env.su or any(map(self.env.user.has_group, _DECIDERS)):
            return
        raise AccessError(
            self.env._(
                "Customers send their money to the account %(accounts)s: it stands on quotations. Ask a "
                "credit manager or an administrator to change it.",
                # sudo: the number stands on every quotation
                accounts=", ".join(accounts.sudo().mapped("acc_number")),
            )
        )
