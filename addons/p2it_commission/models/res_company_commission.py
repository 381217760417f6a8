from odoo import fields, models


class ResCompany(models.Model):
    """Extends ``res.company`` with the account that commission is charged to."""

    _inherit = "res.company"

    p2it_commission_account_id = fields.Many2one(
        "account.account",
        string="Commission Account",
        check_company=True,
        ondelete="restrict",
        domain="[('internal_group', 'in', ('expense', 'liability'))]",
        help="Charged by the bills of commission settlements.",
    )
