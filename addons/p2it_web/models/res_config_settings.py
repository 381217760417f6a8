from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    p2it_export_days = fields.Integer(
        string="Days Exports Are Kept", config_parameter="p2it_web.export_days", default=7
    )
