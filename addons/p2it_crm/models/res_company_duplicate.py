from odoo import fields, models


class ResCompany(models.Model):
    """Extends ``res.company`` with what salespeople learn of duplicates they may not see."""

    _inherit = "res.company"

    duplicate_hint = fields.Selection(
        selection=[
            ("none", "Nothing"),
            ("exists", "That a colleague has it"),
            ("salesperson", "Also who has it"),
        ],
        string="Duplicates of Colleagues",
        default="exists",
        required=True,
        help="What a salesperson is told who types the tax code, phone or e-mail of a customer that "
        "isn't theirs to see. Its name is never told.",
    )


class ResConfigSettings(models.TransientModel):
    """Extends the settings with what salespeople learn of duplicates."""

    _inherit = "res.config.settings"

    duplicate_hint = fields.Selection(related="company_id.duplicate_hint", readonly=False)


class ResPartner(models.Model):
    _inherit = "res.partner"

    _email_normalized_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
