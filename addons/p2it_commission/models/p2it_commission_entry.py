from odoo import api, fields, models
from odoo.exceptions import AccessError

from .p2it_commission_rule import TRIGGERS

KINDS = [
    ("earning", "Earned"),
    ("clawback", "Taken Back"),
    ("correction", "Correction"),
    ("adjustment", "Adjustment"),
    ("reversal", "Reversal"),
]


class LedgerMany2one(fields.Many2one):
    """A link of the ledger, without a foreign key.

    A key costs five microseconds a row and link: with ten of them a year of a million lines takes a minute
    longer. What entries point at can't be deleted instead (``_unlink_except_in_ledger`` on those models), and
    customers that are merged take their entries along.
    """

    def update_db_foreign_key(self, model, column):
        """Override of `odoo` to set none."""


class P2itCommissionEntry(models.Model):
    """What somebody earned, or lost again, by one line of a document: a ledger, to which rows are only added.

    The engine writes it in SQL. An entry holds the difference between what its origin is worth to the person
    now and what was entered for that before, so computing again adds nothing, and a correction is a row more.
    """

    _name = "p2it.commission.entry"
    _description = "Commission Entry"
    _order = "date desc, id desc"
    _rec_name = "origin"
    _log_access = False  # who and when are the engine and `entered_on`; two foreign keys less

    company_id = LedgerMany2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = LedgerMany2one("res.users", string="Who Earned", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, help="Of the order, delivery, invoice or payment.")
    entered_on = fields.Datetime(readonly=True)
    amount = fields.Monetary(readonly=True)
    base = fields.Float(
        digits=(16, 6), readonly=True, help="Revenue or margin in the company's currency, or standard units."
    )
    revenue = fields.Monetary(readonly=True, help="The share of the line's revenue, without tax.")
    quantity = fields.Float(digits=(16, 6), readonly=True, help="In the product's standard unit.")
    value = fields.Float(
        string="Rate", digits=(16, 4), readonly=True, help="Percent of the base, or amount per unit."
    )
    weight = fields.Float(digits=(5, 2), readonly=True, help="Percent of the payment that counts.")
    days_late = fields.Integer(readonly=True)
    share_from = fields.Float(digits=(7, 4), readonly=True)
    share_to = fields.Float(digits=(7, 4), readonly=True)
    trigger = fields.Selection(TRIGGERS, required=True, readonly=True)
    rule_id = LedgerMany2one("p2it.commission.rule", required=True, readonly=True)
    plan_id = LedgerMany2one("p2it.commission.plan", required=True, readonly=True)
    root_id = LedgerMany2one("p2it.commission.plan", string="First Version", required=True, readonly=True)
    level = fields.Integer(readonly=True, help="0: who sold, 1: the direct manager …")
    period_start = fields.Date(required=True, readonly=True, help="In whose totals it counts for tiers.")
    achieved = fields.Monetary(
        string="Total Reached", readonly=True, help="Of the period, after this line; for tiers and caps."
    )
    salesperson_id = LedgerMany2one("res.users", string="Sold By", readonly=True)
    partner_id = LedgerMany2one("res.partner", string="Customer", readonly=True)
    product_id = LedgerMany2one("product.product", readonly=True)
    order_id = LedgerMany2one("sale.order", readonly=True, index="btree_not_null")
    # Lines may be deleted on drafts: what refers to them is no column for people.
    sale_line_id = LedgerMany2one("sale.order.line", readonly=True, exportable=False)
    move_id = LedgerMany2one("account.move", string="Invoice", readonly=True, index="btree_not_null")
    move_line_id = LedgerMany2one("account.move.line", readonly=True, exportable=False)
    stock_move_id = LedgerMany2one("stock.move", readonly=True)
    origin_id = fields.Integer(
        string="Id of the Origin", readonly=True, help="Id of the order line, goods move or invoice line."
    )
    partial_id = fields.Integer(readonly=True, help="Id of the allocation of the payment, 0 for none.")
    refund_of_id = fields.Integer(readonly=True, help="Origin of what is taken back, 0 for none.")
    number = fields.Integer(readonly=True, help="0 for the first entry about an origin, then counted on.")
    reprocess_id = LedgerMany2one(
        "p2it.commission.reprocess",
        string="Adjusted By",
        readonly=True,
        index="btree_not_null",
        help="By which past periods were computed again.",
    )
    origin = fields.Char(compute="_compute_origin")
    settlement_id = LedgerMany2one(
        "p2it.commission.settlement", readonly=True, index="btree_not_null", copy=False
    )

    # A rule has one trigger, level and plan: they need not stand beside it.
    _origin_unique = models.UniqueIndex(
        "(origin_id, refund_of_id, partial_id, rule_id, user_id, period_start, number)",
        "This was entered already.",
    )
    _person_index = models.Index("(user_id, date)")
    # What counts in a total: the entries of rules with tiers or a cap, which alone have one.
    _total_index = models.Index("(rule_id, user_id, period_start) WHERE achieved IS NOT NULL")

    @api.depends("order_id", "move_id")
    def _compute_origin(self):
        # sudo: the name of the document that paid, which others may have sold by now
        for entry in self.sudo():
            # A form's values that aren't saved would name what the reader may not read.
            entry.origin = entry.id and (entry.move_id.name or entry.order_id.name or str(entry.origin_id))

    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(
            self.env._("Entries follow from orders, deliveries, invoices and payments: nobody writes them.")
        )

    def write(self, vals):
        raise AccessError(
            self.env._(
                "An entry is history: nobody changes it. What was wrong is corrected by a further one."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("An entry is history: nobody deletes it."))

    @api.model
    def _check_may_compute(self):
        """:raise AccessError: for who doesn't settle commission"""
        if not self.env.user.has_group("p2it_commission.group_officer"):
            raise AccessError(
                self.env._("Only who settles commission computes it. It is computed every hour by itself.")
            )
