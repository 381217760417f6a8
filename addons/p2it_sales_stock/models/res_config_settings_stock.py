from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Extends ``res.config.settings`` with the warehouses compared."""

    _inherit = "res.config.settings"

    stock_compare_warehouse_ids = fields.Many2many(
        related="company_id.stock_compare_warehouse_ids", readonly=False
    )
