from odoo import fields, models
from odoo.tools import SQL

from .. import queries

_OPEN_LINES = """
    SELECT line.trigger, line.origin_id, line.partial_id, line.refund_of_id, %(today)s::date AS date,
           line.sale_date, line.days_late, line.is_offset, line.before, line.after, line.whole,
           line.revenue * rest.part
           AS revenue,
           line.cost * rest.part AS cost, line.quantity * rest.part AS quantity, line.order_id,
           line.sale_line_id, line.move_id,
           line.move_line_id, line.stock_move_id, line.partner_id, line.product_id, line.salesperson_id,
           line.team_id
      FROM (%(lines)s) AS line (trigger, origin_id, partial_id, refund_of_id, date, sale_date, days_late,
      is_offset,
           before, after, whole, revenue, cost, quantity, order_id, sale_line_id, move_id, move_line_id,
           stock_move_id,
           partner_id, product_id, salesperson_id, team_id)
      JOIN sale_order_line sol ON sol.id = line.sale_line_id
      LEFT JOIN (
            SELECT sale_line_id, MAX(revenue) AS revenue
              FROM (
                    SELECT sale_line_id, root_id, SUM(revenue) AS revenue
                      FROM p2it_commission_entry
                     WHERE company_id = %(company)s AND level = 0 AND refund_of_id = 0
                       AND sale_line_id IS NOT NULL
                     GROUP BY sale_line_id, root_id
                   ) plan
             GROUP BY sale_line_id
           ) earned ON earned.sale_line_id = line.sale_line_id
      CROSS JOIN LATERAL (
            SELECT GREATEST(0, 1 - COALESCE(earned.revenue, 0) / NULLIF(line.revenue, 0)) AS part
           ) rest
     WHERE rest.part > 0 AND (sol.invoice_status != 'invoiced' OR EXISTS (
            SELECT FROM sale_order_line_invoice_rel r
              JOIN account_move_line l ON l.id = r.invoice_line_id
              JOIN account_move m ON m.id = l.move_id
             WHERE r.order_line_id = sol.id AND m.state = 'posted'
               AND m.payment_state NOT IN ('paid', 'in_payment', 'reversed')))
"""
"""Of confirmed order lines what wasn't earned by yet, as if all of it were to be earned today."""


class P2itCommissionEngine(models.AbstractModel):
    """Runs that touch nothing: what another plan would have paid, and what is still to come."""

    _inherit = "p2it.commission.engine"

    def _simulate(self, company, plans, first, last):
        """Compute what versions would have paid in a time, into ``pc_ledger`` alone.

        :param plans: the versions, drafts or not, as if they had held from the first day to the last
        """
        self.env.flush_all()
        self._create_ledger()
        self._enter(company, SQL.identifier("pc_ledger"), plans, (first, last))

    def _forecast(self, company):
        """Compute what confirmed orders will still bring, by today's plans, into ``pc_ledger`` alone."""
        self.env.flush_all()
        self._create_ledger()
        self._begin()
        self._prepare_versions(company, None)
        self._execute(SQL("UPDATE pc_rule SET trigger = 'ordered'"))
        lines = SQL(queries.ORDER_LINES, **self._get_query_args(company, fields.Date.to_date("1900-01-01")))
        args = {"lines": lines, "company": company.id, "today": fields.Date.context_today(self)}
        query = SQL("SELECT ROW_NUMBER() OVER () AS no, event.* FROM (%s) event", SQL(_OPEN_LINES, **args))
        self._create_table("pc_event", query)
        self._match_events(company, SQL.identifier("p2it_commission_entry"))
        self._prepare_deltas(self._get_position_query(company, SQL.identifier("pc_ledger")))
        self._add_entries(
            company, SQL.identifier("p2it_commission_entry"), target=SQL.identifier("pc_ledger")
        )
        self._drop_tables()

    def _create_ledger(self):
        self._execute(SQL("DROP TABLE IF EXISTS pc_ledger"))
        self._execute(
            SQL("CREATE TEMP TABLE pc_ledger (LIKE p2it_commission_entry INCLUDING DEFAULTS) ON COMMIT DROP")
        )
