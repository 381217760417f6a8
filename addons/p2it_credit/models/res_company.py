from odoo import fields, models


class ResCompany(models.Model):
    """How far a released order may grow worse before it is held again."""

    _inherit = "res.company"

    credit_release_tolerance = fields.Float(
        string="Tolerance of Releases (%)",
        digits=(5, 2),
        help="By how much a released order, and what the customer owes, may grow before it is held again.",
    )
    credit_release_days = fields.Integer(
        string="Days a Release Holds",
        default=30,
        help="0: for ever.",
    )


class ResConfigSettings(models.TransientModel):
    """Shows them in the settings."""

    _inherit = "res.config.settings"

    credit_release_tolerance = fields.Float(related="company_id.credit_release_tolerance", readonly=False)
    credit_release_days = fields.Integer(related="company_id.credit_release_days", readonly=False)
