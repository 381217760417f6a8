from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Extends ``res.config.settings`` with what happens to certain lines of the bank."""

    _inherit = "res.config.settings"

    bank_match_mode = fields.Selection(
        related="company_id.bank_match_mode", readonly=False, string="Certain Lines of the Bank"
    )
