from odoo import fields, models


class P2itCreditHoldLine(models.Model):
    """One reason for a hold, with its figures as they were when it was asked."""

    _name = "p2it.credit.hold.line"
    _description = "Reason of a Credit Hold"

    hold_id = fields.Many2one("p2it.credit.hold", required=True, index=True, ondelete="cascade")
    reason_id = fields.Many2one("p2it.hold.reason", required=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Whose Debts")
    currency_id = fields.Many2one(related="hold_id.currency_id")
    figure = fields.Monetary(help="What would be owed, what is overdue, or what should have come.")
    bound = fields.Monetary(string="Allowed", help="The limit, what may be overdue, or what has come.")
    excess = fields.Monetary(string="Too Much")
    text = fields.Text(string="Why")
