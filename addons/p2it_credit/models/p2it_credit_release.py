from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ..domain.credit_check import Release


class P2itCreditRelease(models.Model):
    """What people released of an order: for which reason, as bad as it was then, until when.

    Only added. An order that has become worse than that, or another customer's, is held again.
    """

    _name = "p2it.credit.release"
    _description = "Credit Release"
    _order = "id desc"

    hold_id = fields.Many2one("p2it.credit.hold", required=True, index=True, ondelete="restrict")
    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        help="Who ordered and who is invoiced, when it was released.",
    )
    debtor_id = fields.Many2one(
        "res.partner",
        string="Whose Debts",
        help="The branch or the company above it whose limit or overdue amount was let pass.",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    reason_id = fields.Many2one("p2it.hold.reason", required=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True)
    figure = fields.Monetary(
        help="What may not grow: what is owed with the order, what is overdue, or what has not come."
    )
    total = fields.Monetary(string="Order's Total", help="Taxes included, in the company's currency.")
    date_to = fields.Date(string="Until", help="Last day on which it holds.")
    user_id = fields.Many2one("res.users", string="Released By", required=True, ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)

    def write(self, vals):
        raise UserError(self.env._("A release is not changed: ask for another one."))

    def _read_release(self):
        """:return: whose order it was, whose debts it is about, and the release for the pure rules"""
        self.ensure_one()
        return (
            self.partner_ids.sorted("id").ids,
            self.debtor_id.id,
            Release(
                kind=self.reason_id.code,
                figure=Decimal(str(self.figure)),
                total=Decimal(str(self.total)),
                until=self.date_to or None,
            ),
        )
