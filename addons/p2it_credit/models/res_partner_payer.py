from odoo import api, fields, models

from ..domain.payer_name import get_payer_key


class ResPartner(models.Model):
    """Extends ``res.partner`` with the key under which a bank's spelling of the name is found."""

    _inherit = "res.partner"

    payer_key = fields.Char(
        compute="_compute_payer_key",
        store=True,
        index="btree_not_null",
        groups="p2it_credit.group_accountant",
        help="The name as far as every bank keeps it: without marks, blanks, form of business, D and Đ.",
    )

    @api.depends("name")
    def _compute_payer_key(self):
        for partner in self:
            partner.payer_key = get_payer_key(partner.name) or False
