from odoo import fields, models


class ResCompany(models.Model):
    """Extends ``res.company`` with what happens to lines of the bank that are certain."""

    _inherit = "res.company"

    bank_match_mode = fields.Selection(
        [("propose", "Wait for an accountant"), ("confirm", "Are confirmed by themselves")],
        string="Certain Lines of the Bank",
        required=True,
        default="propose",
        help="A line is certain when its text names an order of the payer, or holds a valid transfer code, "
        "and nothing speaks against it. Lines of an uploaded file wait for another person than who uploaded "
        "it, unless somebody else has recorded the transfer.",
    )
