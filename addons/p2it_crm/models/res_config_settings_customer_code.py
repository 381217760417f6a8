from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Extends the settings with the numbering of customers."""

    _inherit = "res.config.settings"

    use_customer_code = fields.Boolean(related="company_id.use_customer_code", readonly=False)
    customer_code_sequence_id = fields.Many2one(
        related="company_id.customer_code_sequence_id", readonly=False
    )
