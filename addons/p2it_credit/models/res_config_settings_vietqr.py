from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Extends the settings with what quotations say about paying by bank transfer."""

    _inherit = "res.config.settings"

    transfer_code_prefix = fields.Char(related="company_id.transfer_code_prefix", readonly=False)
    vietqr_account_id = fields.Many2one(related="company_id.vietqr_account_id", readonly=False)
    company_partner_id = fields.Many2one(related="company_id.partner_id", string="Company's Contact")
