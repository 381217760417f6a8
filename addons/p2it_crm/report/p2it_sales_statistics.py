from odoo import api, fields, models
from odoo.tools import SQL

from ..models.p2it_statistics_store import MONTHS, ROWS

BY_MONTH = "p2it_statistics_by_month"
"""Key of the context under which sums by month are read instead of rows; both say the same."""

BY_PRODUCT = "p2it_statistics_by_product"
"""Key of the context under which an order counts once for each of its products."""

_USER_LEVELS = 3


class P2itSalesStatistics(models.Model):
    """What was ordered, invoiced, paid and spent, by customer, salesperson, product and day.

    Amounts are untaxed (but what was paid) and in the currency of the current company. What documents
    tell is as they tell it now; groups, areas, categories and superiors are those of today.
    """

    _name = "p2it.sales.statistics"
    _description = "Sales Statistics"
    _inherit = ["p2it.area.reading"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(readonly=True)
    source = fields.Selection(
        [
            ("order", "Order"),
            ("invoice", "Invoice"),
            ("payment", "Payment"),
            ("expense", "Expense of Care"),
            ("care", "Care"),
            ("account", "New Customer"),
        ],
        string="Kind",
        readonly=True,
    )
    document_id = fields.Many2oneReference(model_field="document_model", readonly=True)
    document_model = fields.Char(string="Kind of Document", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    customer_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    user_level_1_id = fields.Many2one("res.users", string="Salesperson, Level 1", readonly=True)
    user_level_2_id = fields.Many2one("res.users", string="Salesperson, Level 2", readonly=True)
    user_level_3_id = fields.Many2one("res.users", string="Salesperson, Level 3", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    product_id = fields.Many2one("product.product", string="Product Variant", readonly=True)
    product_tmpl_id = fields.Many2one(related="product_id.product_tmpl_id", string="Product")
    categ_id = fields.Many2one(related="product_tmpl_id.categ_id", string="Product Category")
    area_id = fields.Many2one("p2it.area", readonly=True)
    customer_group_id = fields.Many2one("p2it.customer.group", readonly=True)

    _depends = {
        "account.account": ["account_type"],
        "account.move": [
            *("state", "move_type", "partner_id", "invoice_user_id", "invoice_date", "date", "team_id"),
            "company_id",
        ],
        "account.move.line": ["balance", "product_id", "display_type", "account_id", "move_id"],
        "account.partial.reconcile": ["amount", "debit_move_id", "credit_move_id", "max_date"],
        "hr.employee": ["user_id", "parent_id", "active"],
        "hr.expense": [
            *("state", "total_amount", "customer_id", "lead_id", "employee_id", "date", "company_id"),
        ],
        "p2it.care": ["date", "partner_id", "user_id", "company_id"],
        "product.template": ["uom_id"],
        "res.company": ["resource_calendar_id"],
        "res.partner": [
            *("account_date", "active", "commercial_partner_id", "user_id", "company_id"),
            *("area_id", "customer_group_id"),
        ],
        "resource.calendar": ["tz"],
        "sale.order": [
            *("state", "currency_rate", "partner_id", "user_id", "team_id", "date_order", "company_id"),
        ],
        "sale.order.line": [
            *("product_id", "product_uom_qty", "product_uom_id", "price_subtotal", "purchase_price"),
            *("display_type", "order_id"),
        ],
        "uom.uom": ["factor"],
    }

    # --- the query

    @property
    def _table_query(self):
        store = self.env["p2it.sales.statistics.store"]
        by_month = bool(self.env.context.get(BY_MONTH))
        marked = store._get_marked()
        rows = self._select_months(store, marked) if by_month else self._select_rows(store, marked)
        conditions = self._get_conditions_of_rows() or [SQL("TRUE")]
        return SQL(
            "%s FROM (%s) AS entry %s WHERE %s",
            self._select(),
            rows,
            self._join(),
            SQL(" AND ").join(conditions),
        )

    @api.model
    def _get_conditions_of_rows(self):
        """Hook: an addon whose rows aren't for everybody who sees the customer leaves some out.

        :return: list of ``SQL`` on ``entry``; sums by month have no ``source``
        """
        return []

    @api.model
    def _select(self):
        measures = [
            SQL("%s AS %s", value, SQL.identifier(name))
            for name, value in self._get_measure_columns().items()
        ]
        return SQL(
            """
            SELECT entry.id, entry.source, entry.document_id, entry.company_id, entry.date,
                   NULLIF(entry.partner_id, 0) AS partner_id, entry.user_id, entry.team_id,
                   entry.product_id, partner.commercial_partner_id AS customer_id,
                   partner.area_id, partner.customer_group_id,
                   COALESCE(level.user_level_1_id, entry.user_id) AS user_level_1_id,
                   level.user_level_2_id, level.user_level_3_id,
                   %(currency)s AS currency_id, %(model)s AS document_model,
                   %(measures)s
            """,
            currency=self.env.company.currency_id.id,
            model=self._get_document_model(),
            measures=SQL(", ").join(measures),
        )

    @api.model
    def _get_document_model(self):
        sources = self.env["p2it.sales.statistics.store"]._get_sources()
        cases = [SQL("WHEN %s THEN %s", source.name, source.root) for source in sources]
        return SQL("CASE entry.source %s END", SQL(" ").join(cases))

    @api.model
    def _join(self):
        joins = [
            SQL("LEFT JOIN res_partner partner ON partner.id = entry.partner_id"),
            SQL("LEFT JOIN (%s) AS level ON level.user_id = entry.user_id", self._select_levels()),
        ]
        companies = self._get_companies()
        if len(companies) > 1:
            table = self.env["res.currency"]._get_simple_currency_table(companies)
            joins.append(
                SQL(
                    "LEFT JOIN (SELECT company_id, rate FROM %s) AS rate"
                    " ON rate.company_id = entry.company_id",
                    table,
                )
            )
        return SQL(" ").join(joins)

    @api.model
    def _get_companies(self):
        """:return: the companies whose rows are read: no rule keeps the superuser from the others"""
        return self.env["res.company"].search([]) if self.env.su else self.env.companies

    @api.model
    def _select_levels(self):
        """:return: query for the first people of each salesperson's line of superiors, from the top"""
        # sudo: who stands above whom; names are read with the reader's own rights. Who has left sold, too.
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        users = employees.search([("user_id", "!=", False)]).user_id
        rows = []
        for user, above in users._get_all_users_above().items():
            line = [*reversed(above.ids), user.id][:_USER_LEVELS]
            rows.append((user.id, *line, *[None] * (_USER_LEVELS - len(line))))
        columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * (_USER_LEVELS + 1)
        return SQL(
            "SELECT * FROM unnest(%s::int4[], %s::int4[], %s::int4[], %s::int4[])"
            " AS line(user_id, user_level_1_id, user_level_2_id, user_level_3_id)",
            *columns,
        )

    @api.model
    def _select_rows(self, store, marked):
        names = store._get_row_columns()
        if not marked:
            return SQL("SELECT %s FROM %s", names, ROWS)
        stored = SQL("SELECT %s FROM %s WHERE NOT %s", names, ROWS, store._is_marked(marked))
        return SQL(" UNION ALL ").join([stored, *store._select_marked(marked)])

    @api.model
    def _select_months(self, store, marked):
        """Sums by month; for customers with marked documents, of these months their rows."""
        measures = SQL(", ").join(map(SQL.identifier, store._get_measures()))
        sums = SQL(
            "SELECT -id AS id, NULL::varchar AS source, NULL::int4 AS document_id, company_id, date,"
            " partner_id, user_id, team_id, NULL::int4 AS product_id, %s FROM %s",
            measures,
            MONTHS,
        )
        if not marked:
            return sums
        names = store._get_row_columns()
        is_marked = store._is_marked(marked)
        return SQL(
            """
            WITH live (%(names)s) AS MATERIALIZED (%(live)s),
                 touched AS MATERIALIZED (
                    SELECT partner_id, date_trunc('month', date)::date AS date FROM live
                    UNION
                    SELECT partner_id, date_trunc('month', date)::date FROM %(rows)s WHERE %(is_marked)s
                 )
            SELECT * FROM (%(sums)s) AS month WHERE (partner_id, date) NOT IN (SELECT * FROM touched)
            UNION ALL
            SELECT %(names)s FROM %(of_months)s WHERE NOT %(is_marked)s
            UNION ALL
            SELECT %(names)s FROM live
            """,
            names=names,
            live=SQL(" UNION ALL ").join(store._select_marked(marked)),
            rows=ROWS,
            is_marked=is_marked,
            sums=sums,
            of_months=store._get_rows_of_months(SQL("touched")),
        )

    def action_open_document(self):
        """Open the order, invoice, expense, care or customer behind the row, as far as the user may see it.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.document_model,
            "res_id": self.document_id,
            "views": [(False, "form")],
        }
