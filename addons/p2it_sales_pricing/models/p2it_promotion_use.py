from odoo import fields, models


class P2itPromotionUse(models.Model):
    """What confirmed orders took of a program; nobody edits it, a correction is a new row.

    A confirmation adds a row with one use and what it is worth, a change of the confirmed order one with the
    difference, a cancellation one that takes both back.
    """

    _name = "p2it.promotion.use"
    _description = "Use of a Promotion"
    _order = "id desc"
    _rec_name = "program_id"

    program_id = fields.Many2one("loyalty.program", required=True, index=True, ondelete="restrict")
    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="set null")
    order_name = fields.Char(string="Order Number", required=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="program_id.currency_id")
    amount = fields.Monetary(help="Worth of discounts and gifts as priced, in the program's currency.")
    uses = fields.Integer(help="1 for a use, -1 for one taken back, 0 for a change of the amount alone.")
    date = fields.Datetime(required=True, default=fields.Datetime.now)

    _program_customer = models.Index("(program_id, partner_id)")
