from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..domain.vietqr_banks import KnownBank


class P2itVietqrBin(models.Model):
    """A bank that takes part in VietQR, with the number it has there."""

    _name = "p2it.vietqr.bin"
    _description = "Bank of VietQR"
    _order = "short_name"
    _rec_name = "short_name"

    short_name = fields.Char(required=True)
    name = fields.Char(string="Full Name", required=True)
    other_names = fields.Char(help="By which it is called as well, with commas between.")
    bin = fields.Char(string="VietQR Number (BIN)", required=True, size=6, help="The six digits of NAPAS.")
    bic = fields.Char(string="BIC/SWIFT")

    _bin_uniq = models.UniqueIndex("(bin)", "Another bank has this number already.")

    @api.constrains("bin")
    def _check_bin(self):
        for bank in self:
            if not (bank.bin.isascii() and bank.bin.isdigit() and len(bank.bin) == 6):
                raise ValidationError(
                    self.env._("The VietQR number of a bank has six digits, unlike “%s”.", bank.bin)
                )

    @api.model
    def _get_known_banks(self):
        """:return: the table, as the pure rules know it
        :rtype: list[KnownBank]
        """
        # sudo: everybody who enters a bank gets its number
        return [
            KnownBank(row.bin, row.bic or "", row.name, row._get_short_names())
            for row in self.sudo().search([])
        ]

    def _get_short_names(self):
        return (
            self.short_name,
            *(name.strip() for name in (self.other_names or "").split(",") if name.strip()),
        )
