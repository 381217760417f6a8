from odoo import api, fields, models
from odoo.tools import SQL

SPENT_STATES = ("approved", "posted", "in_payment", "paid")
"""Expenses that count as spent; drafts and submitted ones may still be refused."""

_ACTIONS = {"order": "sale.order", "invoice": "account.move", "expense": "hr.expense"}


class P2itCareMargin(models.Model):
    """What care costs against what it brings: one row per confirmed order, posted invoice and expense.

    Amounts are untaxed, expenses as they were paid, all in the currency of the current company. Goods
    are taken at their cost of today, as in Odoo's own invoice analysis.
    """

    _name = "p2it.care.margin"
    _description = "Cost and Margin of Care"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(readonly=True)
    kind = fields.Selection(
        [("order", "Order"), ("invoice", "Invoice"), ("expense", "Expense")], readonly=True
    )
    document_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    res_model = fields.Char(string="Kind of Document", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    lead_id = fields.Many2one("crm.lead", string="Lead or Opportunity", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        help="Of the order or invoice; of an expense, who spent it.",
    )
    customer_group_id = fields.Many2one("p2it.customer.group", readonly=True)
    area_id = fields.Many2one("p2it.area", readonly=True)
    ordered = fields.Monetary(readonly=True, help="Confirmed orders, untaxed.")
    invoiced = fields.Monetary(readonly=True, help="Posted invoices less credit notes, untaxed.")
    goods_cost = fields.Monetary(
        string="Cost of Goods", readonly=True, help="Of what was invoiced, at the products' cost of today."
    )
    gross_margin = fields.Monetary(readonly=True, help="Invoiced less the cost of goods.")
    care_cost = fields.Monetary(
        string="Cost of Care", readonly=True, help="Expenses of care that are approved, posted or paid."
    )
    care_cost_open = fields.Monetary(
        string="Cost Not Yet Approved", readonly=True, help="Expenses of care in draft or submitted."
    )
    net_margin = fields.Monetary(
        string="Margin After Care", readonly=True, help="Gross margin less the cost of care."
    )
    care_share = fields.Float(
        string="Care per Revenue (%)",
        readonly=True,
        aggregator="avg",
        help="Cost of care in percent of what was invoiced.",
    )

    _depends = {
        "account.move": ["state", "move_type", "commercial_partner_id", "invoice_user_id", "invoice_date"],
        "account.move.line": ["balance", "quantity", "product_id", "product_uom_id", "display_type"],
        "hr.expense": ["state", "total_amount", "customer_id", "lead_id", "care_id", "employee_id", "date"],
        "product.product": ["standard_price", "product_tmpl_id"],
        "product.template": ["uom_id"],
        "res.partner": ["commercial_partner_id", "customer_group_id", "area_id"],
        "sale.order": ["state", "amount_untaxed", "currency_rate", "partner_id", "user_id", "date_order"],
    }

    @property
    def _table_query(self):
        return SQL("%s %s", self._select(), self._from())

    @api.model
    def _select(self):
        return SQL(
            """
            SELECT source.id,
                   source.date,
                   source.kind,
                   source.document_id,
                   source.res_model,
                   source.company_id,
                   %(currency)s AS currency_id,
                   source.customer_id,
                   source.lead_id,
                   source.user_id,
                   customer.customer_group_id,
                   customer.area_id,
                   source.ordered * rate.rate AS ordered,
                   source.invoiced * rate.rate AS invoiced,
                   source.goods_cost * rate.rate AS goods_cost,
                   (source.invoiced - source.goods_cost) * rate.rate AS gross_margin,
                   source.care_cost * rate.rate AS care_cost,
                   source.care_cost_open * rate.rate AS care_cost_open,
                   (source.invoiced - source.goods_cost - source.care_cost) * rate.rate AS net_margin,
                   100.0 * source.care_cost / NULLIF(source.invoiced, 0) AS care_share
            """,
            currency=self.env.company.currency_id.id,
        )

    @api.model
    def _from(self):
        sources = SQL(" UNION ALL ").join(self._get_sources())
        return SQL(
            """
              FROM (%(sources)s) AS source
              JOIN %(rates)s AS rate ON rate.company_id = source.company_id
              LEFT JOIN res_partner customer ON customer.id = source.customer_id
            """,
            sources=sources,
            rates=self._get_rates(),
        )

    @api.model
    def _get_rates(self):
        table = self.env["res.currency"]._get_simple_currency_table(self.env.companies)
        return SQL("(SELECT company_id, rate FROM %s)", table)

    @api.model
    def _get_sources(self):
        """Hook: an addon that knows other income or cost of a customer adds a query of the same columns.

        :return: list of ``SQL``, amounts in the currency of the row's company
        """
        return [self._select_orders(), self._select_invoices(), self._select_expenses()]

    @api.model
    def _select_orders(self):
        return SQL(
            """
            SELECT 3 * so.id AS id,
                   so.date_order::date AS date,
                   'order' AS kind,
                   so.id AS document_id,
                   'sale.order' AS res_model,
                   so.company_id,
                   partner.commercial_partner_id AS customer_id,
                   NULL::int AS lead_id,
                   so.user_id,
                   so.amount_untaxed / COALESCE(NULLIF(so.currency_rate, 0), 1) AS ordered,
                   0.0 AS invoiced,
                   0.0 AS goods_cost,
                   0.0 AS care_cost,
                   0.0 AS care_cost_open
              FROM sale_order so
              JOIN res_partner partner ON partner.id = so.partner_id
             WHERE so.state = 'sale'
            """
        )

    @api.model
    def _select_invoices(self):
        """One row per invoice: its lines' balances, and their goods at today's cost."""
        return SQL(
            """
            SELECT 3 * move.id + 1, move.invoice_date, 'invoice', move.id, 'account.move',
                   move.company_id, move.commercial_partner_id, NULL::int, move.invoice_user_id,
                   0.0, line.invoiced, line.goods_cost, 0.0, 0.0
              FROM account_move move
             CROSS JOIN LATERAL (
                SELECT -SUM(item.balance) AS invoiced,
                       SUM(
                           CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                           * item.quantity * COALESCE(unit.factor, 1)
                           / COALESCE(NULLIF(standard.factor, 0), 1)
                           * COALESCE((product.standard_price ->> move.company_id::text)::float, 0)
                       ) AS goods_cost
                  FROM account_move_line item
                  LEFT JOIN product_product product ON product.id = item.product_id
                  LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                  LEFT JOIN uom_uom unit ON unit.id = item.product_uom_id
                  LEFT JOIN uom_uom standard ON standard.id = template.uom_id
                 WHERE item.move_id = move.id AND item.display_type = 'product'
             ) line
             WHERE move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND line.invoiced IS NOT NULL
            """
        )

    @api.model
    def _select_expenses(self):
        return SQL(
            """
            SELECT 3 * expense.id + 2, expense.date, 'expense', expense.id, 'hr.expense',
                   expense.company_id, partner.commercial_partner_id, expense.lead_id, employee.user_id,
                   0.0, 0.0, 0.0,
                   CASE WHEN expense.state IN %(spent)s THEN expense.total_amount ELSE 0.0 END,
                   CASE WHEN expense.state IN %(spent)s THEN 0.0 ELSE expense.total_amount END
              FROM hr_expense expense
              LEFT JOIN res_partner partner ON partner.id = expense.customer_id
              LEFT JOIN hr_employee employee ON employee.id = expense.employee_id
             WHERE expense.state != 'refused'
               AND (expense.customer_id IS NOT NULL OR expense.lead_id IS NOT NULL)
            """,
            spent=SPENT_STATES,
        )

    def _read_group_select(self, aggregate_spec, query):
        """Override of `base`: the share of a group is its cost over its revenue, no mean of shares."""
        if aggregate_spec != "care_share:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100.0 * SUM(%(cost)s) / NULLIF(SUM(%(revenue)s), 0)",
            cost=self._field_to_sql(self._table, "care_cost", query),
            revenue=self._field_to_sql(self._table, "invoiced", query),
        )

    def action_open_document(self):
        """Open the order, invoice or expense behind the row, as far as the user may see it.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": _ACTIONS[self.kind],
            "res_id": self.document_id,
            "views": [(False, "form")],
        }
