from odoo import api, fields, models
from odoo.tools import SQL

from ..domain.ageing import BUCKETS


class P2itAgedReceivable(models.Model):
    """What customers owe by today, by how long it is overdue: one row per open receivable item.

    Amounts are in the currency of the current company. Money and credits not yet matched stand apart, so that
    the total of a customer is what the books say.
    """

    _name = "p2it.aged.receivable"
    _description = "Aged Receivables"
    _auto = False
    _order = "date_maturity, id"
    _rec_name = "name"

    name = fields.Char(string="Number", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    kind = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("refund", "Credit Note"),
            ("payment", "Payment"),
            ("other", "Other Entry"),
        ],
        readonly=True,
    )
    date = fields.Date(readonly=True)
    date_maturity = fields.Date(string="Due On", readonly=True)
    days_overdue = fields.Integer(
        readonly=True, aggregator="max", help="Since the due date, 0 for what is not due yet and for money."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, help="The company that a contact belongs to."
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, help="Who has the customer today."
    )
    customer_group_id = fields.Many2one("p2it.customer.group", readonly=True)
    top_group_id = fields.Many2one("p2it.customer.group", string="Main Customer Group", readonly=True)
    area_id = fields.Many2one("p2it.area", readonly=True)
    top_area_id = fields.Many2one("p2it.area", string="Main Area", readonly=True)
    not_due = fields.Monetary(readonly=True)
    days_30 = fields.Monetary(string="1–30 Days", readonly=True)
    days_60 = fields.Monetary(string="31–60 Days", readonly=True)
    days_90 = fields.Monetary(string="61–90 Days", readonly=True)
    older = fields.Monetary(string="Over 90 Days", readonly=True)
    overdue = fields.Monetary(readonly=True, help="Everything past its due date.")
    unmatched = fields.Monetary(
        string="Unmatched Money",
        readonly=True,
        help="Payments and credit notes that are not yet matched with invoices, negative.",
    )
    total = fields.Monetary(readonly=True, help="What is owed, less unmatched money.")
    item_currency_id = fields.Many2one("res.currency", string="Currency of the Item", readonly=True)
    amount_currency = fields.Monetary(
        string="Open in Its Currency", currency_field="item_currency_id", readonly=True, aggregator=None
    )

    _depends = {
        "account.move": ["move_type", "name", "origin_payment_id", "statement_line_id"],
        "account.move.line": [
            *("account_id", "amount_residual", "amount_residual_currency", "company_id", "currency_id"),
            *("date", "date_maturity", "move_id", "parent_state", "partner_id", "reconciled"),
        ],
        "account.account": ["account_type"],
        "p2it.area": ["parent_path"],
        "p2it.customer.group": ["parent_path"],
        "res.partner": ["area_id", "commercial_partner_id", "customer_group_id", "user_id"],
    }

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    @api.model
    def _select(self):
        return SQL(
            """
            SELECT item.id,
                   move.name,
                   item.move_id,
                   CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
                        WHEN move.move_type = 'out_refund' THEN 'refund'
                        WHEN move.origin_payment_id > 0 OR move.statement_line_id > 0 THEN 'payment'
                        ELSE 'other' END AS kind,
                   item.date,
                   %(due)s AS date_maturity,
                   CASE WHEN item.amount_residual > 0 THEN GREATEST(%(days)s, 0) ELSE 0 END AS days_overdue,
                   item.company_id,
                   %(currency)s AS currency_id,
                   customer.id AS partner_id,
                   customer.user_id,
                   customer.customer_group_id,
                   split_part(customer_group.parent_path, '/', 1)::int AS top_group_id,
                   customer.area_id,
                   split_part(area.parent_path, '/', 1)::int AS top_area_id,
                   %(buckets)s,
                   CASE WHEN item.amount_residual > 0 AND %(days)s > 0
                        THEN item.amount_residual * rate.rate ELSE 0 END AS overdue,
                   LEAST(item.amount_residual, 0) * rate.rate AS unmatched,
                   item.amount_residual * rate.rate AS total,
                   item.currency_id AS item_currency_id,
                   item.amount_residual_currency AS amount_currency
            """,
            due=self._get_due(),
            days=self._get_days(),
            currency=self.env.company.currency_id.id,
            buckets=SQL(", ").join(self._select_bucket(*bucket) for bucket in BUCKETS),
        )

    @api.model
    def _get_due(self):
        return SQL("COALESCE(item.date_maturity, item.date)")

    @api.model
    def _get_days(self):
        """:return: days since the due date, by the calendar of who looks"""
        return SQL("(%s::date - %s)", fields.Date.context_today(self), self._get_due())

    @api.model
    def _select_bucket(self, name, first, last):
        """:return: the column of one step of ageing"""
        bounds = [SQL("item.amount_residual > 0")]
        if first is not None:
            bounds.append(SQL("%s >= %s", self._get_days(), first))
        if last is not None:
            bounds.append(SQL("%s <= %s", self._get_days(), last))
        return SQL(
            "CASE WHEN %s THEN item.amount_residual * rate.rate ELSE 0 END AS %s",
            SQL(" AND ").join(bounds),
            SQL.identifier(name),
        )

    @api.model
    def _from(self):
        return SQL(
            """
              FROM account_move_line item
              JOIN account_account account ON account.id = item.account_id
              JOIN account_move move ON move.id = item.move_id
              JOIN (SELECT company_id, rate FROM %s) rate ON rate.company_id = item.company_id
              LEFT JOIN res_partner partner ON partner.id = item.partner_id
              LEFT JOIN res_partner customer ON customer.id = partner.commercial_partner_id
              LEFT JOIN p2it_customer_group customer_group ON customer_group.id = customer.customer_group_id
              LEFT JOIN p2it_area area ON area.id = customer.area_id
            """,
            self.env["res.currency"]._get_simple_currency_table(self.env.companies),
        )

    @api.model
    def _where(self):
        """The first condition is that of Odoo's index on open items."""
        return SQL(
            """
             WHERE item.reconciled IS NOT TRUE
               AND account.account_type = 'asset_receivable'
               AND item.parent_state = 'posted'
               AND item.amount_residual <> 0
            """
        )

    def action_open_document(self):
        """Open the invoice or entry behind the row, as far as the user may see it.

        :return: a window action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

    def action_statement(self):
        """Make the statement of account of the rows' customers.

        :return: a window action
        """
        self.check_access("read")
        return self.partner_id.action_statement_of_account()
