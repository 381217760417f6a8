from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Extends ``res.config.settings`` with the account that commission is charged to."""

    _inherit = "res.config.settings"

    p2it_commission_account_id = fields.Many2one(
        related="company_id.p2it_commission_account_id", readonly=False
    )
