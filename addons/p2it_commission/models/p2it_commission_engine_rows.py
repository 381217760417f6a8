from odoo import models
from odoo.tools import SQL

_ENTERED = """
    SELECT trigger, origin_id, partial_id, refund_of_id, rule_id, user_id, level, root_id, period_start,
           share_from, share_to, weight, days_late, SUM(revenue) AS revenue, SUM(base) AS base,
           SUM(quantity) AS quantity, SUM(amount) AS amount, COUNT(*) AS entries,
           MAX(order_id) AS order_id, MAX(sale_line_id) AS sale_line_id, MAX(move_id) AS move_id,
           MAX(move_line_id) AS move_line_id, MAX(stock_move_id) AS stock_move_id,
           MAX(partner_id) AS partner_id, MAX(product_id) AS product_id, MAX(salesperson_id) AS salesperson_id
      FROM %(ledger)s
     WHERE company_id = %(company)s AND %(where)s
     GROUP BY trigger, origin_id, partial_id, refund_of_id, rule_id, user_id, level, root_id, period_start,
              share_from, share_to, weight, days_late
"""

_POSITIONS = """
    WITH place AS (
        SELECT e.no, e.trigger, e.origin_id, e.partial_id, r.rule_id, r.user_id, r.level, r.root_id,
               DATE_TRUNC(r.period, e.date)::date AS period_start, r.share_from, r.share_to,
               CASE WHEN e.is_offset AND NOT r.counts_offsets THEN 0 ELSE COALESCE(age.percent, 100) END
                   AS weight,
               e.days_late, 0::numeric AS revenue, 0::numeric AS base, 0::numeric AS quantity,
               0::numeric AS amount, 0 AS entries, NULL::int AS order_id, NULL::int AS sale_line_id,
               NULL::int AS move_id, NULL::int AS move_line_id, NULL::int AS stock_move_id,
               NULL::int AS partner_id, NULL::int AS product_id, NULL::int AS salesperson_id
          FROM pc_row r
          JOIN pc_event e ON e.no = r.no
          JOIN pc_rule rule ON rule.rule_id = r.rule_id
          LEFT JOIN pc_age age ON age.rule_id = r.rule_id AND e.days_late >= age.days
              AND e.days_late < age.days_to
         WHERE e.revenue <= 0
            OR (rule.min_price = 0 OR e.revenue >= rule.min_price * e.quantity)
           AND (rule.min_margin = 0 OR (e.revenue - e.cost) * 100 >= rule.min_margin * e.revenue)
         UNION ALL
        SELECT e.no, d.trigger, d.origin_id, d.partial_id, d.rule_id, d.user_id, d.level, d.root_id,
               d.period_start, d.share_from, d.share_to, d.weight, d.days_late, d.revenue, d.base, d.quantity,
               d.amount, d.entries, d.order_id, d.sale_line_id, d.move_id, d.move_line_id, d.stock_move_id,
               d.partner_id, d.product_id, d.salesperson_id
          FROM (%(entered)s) d
          LEFT JOIN pc_event e ON e.origin_id = d.origin_id AND e.trigger = d.trigger
           AND e.partial_id = d.partial_id AND e.refund_of_id = 0
    ), measured AS (
        SELECT p.*, e.date, rule.base AS kind, rule.value, COALESCE(e.part, 0) AS part, COALESCE(e.whole,
               1) AS whole,
               COALESCE(e.revenue, 0) AS line_revenue, COALESCE(e.quantity, 0) AS line_quantity,
               CASE rule.base WHEN 'revenue' THEN e.revenue WHEN 'margin' THEN e.revenue - e.cost
                    ELSE e.quantity END AS measure,
               CASE rule.base WHEN 'quantity' THEN 6 ELSE %(decimals)s END AS digits,
               CASE rule.base WHEN 'quantity' THEN rule.value ELSE rule.value / 100 END AS factor,
               SUM(COALESCE(e.part, 0)) OVER line AS gone,
               SUM(COALESCE(e.part, 0) * p.weight / 100) OVER line AS weighted
          FROM place p
          JOIN pc_rule rule ON rule.rule_id = p.rule_id
          LEFT JOIN pc_event e ON e.no = p.no
        WINDOW line AS (PARTITION BY p.trigger, p.origin_id, p.rule_id, p.user_id,
            p.level ORDER BY p.partial_id)
    ), summed AS (
        SELECT m.*,
               ROUND(line_revenue * gone / whole, %(decimals)s) AS revenue_after,
               ROUND(line_revenue * (gone - part) / whole, %(decimals)s) AS revenue_before,
               ROUND(line_quantity * gone / whole, 6) AS quantity_after,
               ROUND(line_quantity * (gone - part) / whole, 6) AS quantity_before,
               ROUND(measure * weighted / whole, digits) AS base_after,
               ROUND(measure * (weighted - part * weight / 100) / whole, digits) AS base_before
          FROM measured m
    )
    SELECT no, trigger, origin_id, partial_id, 0 AS refund_of_id, rule_id, user_id, level, root_id,
           period_start,
           share_from, share_to, weight, days_late, revenue, base, quantity, amount, entries, date,
           order_id, sale_line_id, move_id, move_line_id, stock_move_id, partner_id, product_id,
           salesperson_id,
           CASE WHEN no IS NULL THEN 0 ELSE %(revenue)s END AS want_revenue,
           CASE WHEN no IS NULL THEN 0 ELSE %(base)s END AS want_base,
           CASE WHEN no IS NULL THEN 0 ELSE %(quantity)s END AS want_quantity,
           CASE WHEN no IS NULL THEN 0 ELSE %(amount)s END AS want_amount
      FROM summed
"""
"""Beside what was entered, what an origin is worth to a person now.

Each figure is the difference of two rounded sums, before and with the part that an event stands for, cut to
the person's share: parts of a line, and shares of a part, add up to the whole to the last unit of the
currency.
"""

_REFUND_POSITIONS = """
    WITH refund AS (
        SELECT e.*, ROUND(SUM(-revenue * part / whole) OVER line, %(decimals)s) AS after,
               ROUND(SUM(-revenue * part / whole) OVER line + revenue * part / whole, %(decimals)s) AS before
          FROM pc_event e
         WHERE refund_of_id != 0
        WINDOW line AS (PARTITION BY trigger, refund_of_id ORDER BY origin_id, partial_id)
    ), origin AS (
        SELECT d.*, SUM(revenue) OVER (PARTITION BY trigger, origin_id, root_id, user_id, level)
               AS whole_revenue
          FROM (
                SELECT trigger, origin_id, rule_id, user_id, level, root_id, period_start, share_from,
                       share_to,
                       SUM(revenue) AS revenue, SUM(base) AS base, SUM(quantity) AS quantity,
                       SUM(amount) AS amount
                  FROM %(ledger)s
                 WHERE company_id = %(company)s AND refund_of_id = 0
                   AND (trigger, origin_id) IN (SELECT trigger, refund_of_id FROM refund)
                 GROUP BY trigger, origin_id, rule_id, user_id, level, root_id, period_start, share_from,
                 share_to
               ) d
    ), ratio AS (
        SELECT r.no, o.*, r.origin_id AS refund_id, r.partial_id, r.date, r.days_late,
               LEAST(1, %(after)s / o.whole_revenue) AS gone_after,
               LEAST(1, %(before)s / o.whole_revenue) AS gone_before,
               CASE rule.base WHEN 'quantity' THEN 6 ELSE %(decimals)s END AS digits
          FROM refund r
          JOIN origin o ON o.trigger = r.trigger AND o.origin_id = r.refund_of_id
          JOIN pc_rule rule ON rule.rule_id = o.rule_id
         WHERE o.whole_revenue != 0
    ), want AS (
        SELECT no, trigger, refund_id AS origin_id, partial_id, origin_id AS refund_of_id, rule_id, user_id,
               level,
               root_id, period_start, share_from, share_to, date, days_late,
               ROUND(revenue * gone_before, %(decimals)s) - ROUND(revenue * gone_after, %(decimals)s)
                   AS revenue,
               ROUND(base * gone_before, digits) - ROUND(base * gone_after, digits) AS base,
               ROUND(quantity * gone_before, 6) - ROUND(quantity * gone_after, 6) AS quantity,
               ROUND(amount * gone_before, %(decimals)s) - ROUND(amount * gone_after, %(decimals)s) AS amount
          FROM ratio
    )
    SELECT w.no, COALESCE(w.trigger, d.trigger) AS trigger, COALESCE(w.origin_id, d.origin_id) AS origin_id,
           COALESCE(w.partial_id, d.partial_id) AS partial_id,
           COALESCE(w.refund_of_id, d.refund_of_id) AS refund_of_id, COALESCE(w.rule_id, d.rule_id)
           AS rule_id,
           COALESCE(w.user_id, d.user_id) AS user_id, COALESCE(w.level, d.level) AS level,
           COALESCE(w.root_id, d.root_id) AS root_id, COALESCE(w.period_start, d.period_start)
           AS period_start,
           COALESCE(w.share_from, d.share_from) AS share_from, COALESCE(w.share_to, d.share_to) AS share_to,
           100::numeric AS weight, COALESCE(w.days_late, d.days_late) AS days_late,
           COALESCE(d.revenue, 0) AS revenue, COALESCE(d.base, 0) AS base, COALESCE(d.quantity, 0)
           AS quantity,
           COALESCE(d.amount, 0) AS amount, COALESCE(d.entries, 0) AS entries, w.date,
           d.order_id, d.sale_line_id, d.move_id, d.move_line_id, d.stock_move_id, d.partner_id, d.product_id,
           d.salesperson_id, COALESCE(w.revenue, 0) AS want_revenue, COALESCE(w.base, 0) AS want_base,
           COALESCE(w.quantity, 0) AS want_quantity, COALESCE(w.amount, 0) AS want_amount
      FROM want w
      FULL JOIN (%(entered)s) d
        ON d.trigger = w.trigger AND d.origin_id = w.origin_id AND d.partial_id = w.partial_id
       AND d.refund_of_id = w.refund_of_id AND d.rule_id = w.rule_id AND d.user_id = w.user_id
       AND d.level = w.level AND d.period_start = w.period_start
"""
"""What a refund takes back: of every figure of its origin the part of the revenue that it takes back.

So it goes by the rule and the rate by which the origin was paid, and everything refunded leaves nothing.
"""


class P2itCommissionEngine(models.AbstractModel):
    """What every origin is worth to a person, beside what was entered for it."""

    _inherit = "p2it.commission.engine"

    def _prepare_positions(self, company, ledger):
        """Put what is worth something, and what was entered, into ``pc_position``: refunds left out."""
        args = self._get_position_args(company, ledger, SQL("refund_of_id = 0"))
        amount = [
            self._cut(SQL("ROUND(%s * factor, %s)", SQL(name), args["decimals"]), args["decimals"])
            for name in ("base_after", "base_before")
        ]
        query = SQL(
            _POSITIONS,
            **args,
            revenue=self._cut_between("revenue", args["decimals"]),
            base=self._cut_between("base", SQL("digits")),
            quantity=self._cut_between("quantity", 6),
            amount=SQL("%s - %s", *amount),
        )
        self._create_table("pc_position", query)

    def _prepare_refund_positions(self, company, ledger):
        """Put what refunds take back into ``pc_position``, after what they take it from was entered."""
        self._execute(SQL("DROP TABLE pc_position, pc_delta"))
        args = self._get_position_args(company, ledger, SQL("refund_of_id != 0"))
        query = SQL(
            _REFUND_POSITIONS,
            **args,
            after=self._cut(SQL("r.after"), args["decimals"]),
            before=self._cut(SQL("r.before"), args["decimals"]),
        )
        self._create_table("pc_position", query)

    def _get_position_args(self, company, ledger, where):
        args = {"ledger": ledger, "company": company.id, "where": where}
        return {**args, "decimals": company.currency_id.decimal_places, "entered": SQL(_ENTERED, **args)}

    def _cut(self, total, decimals):
        """:return: the part of a total between a person's shares, as :func:`.domain.money.cut` does"""
        return SQL(
            "(ROUND(%(total)s * share_to / 100, %(digits)s) "
            "- ROUND(%(total)s * share_from / 100, %(digits)s))",
            total=total,
            digits=decimals,
        )

    def _cut_between(self, name, decimals):
        return SQL(
            "%s - %s",
            self._cut(SQL.identifier(f"{name}_after"), decimals),
            self._cut(SQL.identifier(f"{name}_before"), decimals),
        )
