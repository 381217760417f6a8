from odoo import fields, models


class ResCompany(models.Model):
    """Extends ``res.company`` with whether, and how long, goods are held for quotations."""

    _inherit = "res.company"

    stock_hold_enabled = fields.Boolean(string="Hold Goods for Quotations")
    stock_hold_hours = fields.Integer(
        string="Usual Time of a Hold", default=24, help="In hours, proposed when goods are held."
    )
    stock_hold_hours_max = fields.Integer(
        string="Longest Time of a Hold",
        default=72,
        help="In hours from when goods were first held; managers may hold longer. Zero is no limit.",
    )

    _stock_hold_hours_positive = models.Constraint(
        "CHECK (stock_hold_hours > 0 AND stock_hold_hours_max >= 0)",
        "Goods are held for at least an hour.",
    )


class ResConfigSettings(models.TransientModel):
    """Extends ``res.config.settings`` with the same."""

    _inherit = "res.config.settings"

    stock_hold_enabled = fields.Boolean(related="company_id.stock_hold_enabled", readonly=False)
    stock_hold_hours = fields.Integer(related="company_id.stock_hold_hours", readonly=False)
    stock_hold_hours_max = fields.Integer(related="company_id.stock_hold_hours_max", readonly=False)
