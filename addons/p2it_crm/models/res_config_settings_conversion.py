from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    conversion_mark = fields.Float(related="company_id.conversion_mark", readonly=False)
    conversion_min_leads = fields.Integer(related="company_id.conversion_min_leads", readonly=False)
    conversion_days = fields.Integer(related="company_id.conversion_days", readonly=False)
