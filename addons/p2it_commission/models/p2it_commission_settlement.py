from odoo import fields, models


class P2itCommissionSettlement(models.Model):
    """What one person is paid for a period."""

    _name = "p2it.commission.settlement"
    _description = "Commission Settlement"

    name = fields.Char()
    user_id = fields.Many2one("res.users", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
