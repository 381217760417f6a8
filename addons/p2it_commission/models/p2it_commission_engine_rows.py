from odoo import models
from odoo.tools import SQL

_IS_AGED = "age.rule_id = r.rule_id AND e.days_late >= age.days AND e.days_late < age.days_to"

_ENTERED = """
    SELECT origin_id, partial_id, refund_of_id, rule_id, user_id, period_start, share_from, share_to, weight,
           days_late, SUM(revenue) AS revenue, SUM(base) AS base, SUM(quantity) AS quantity,
           SUM(amount) AS amount, COUNT(*) AS entries,
           MAX(number) FILTER (WHERE kind = 'reversal')
               > COALESCE(MAX(number) FILTER (WHERE kind = 'adjustment'), -1) AS is_over
      FROM %(ledger)s
     WHERE company_id = %(company)s AND %(where)s
     GROUP BY origin_id, partial_id, refund_of_id, rule_id, user_id, period_start, share_from, share_to,
              weight, days_late
"""
"""What was entered for an origin. Its documents are looked up where something differs, which is rare.

It is over once past periods were computed again and it was no longer paid like this, to this person.
"""

_POSITIONS = """
    WITH place AS (
        SELECT e.no, e.trigger, e.origin_id, e.partial_id, r.rule_id, r.user_id, r.level, r.root_id,
               DATE_TRUNC(r.period, e.date::timestamp)::date AS period_start, r.share_from, r.share_to,
               e.days_late,
               CASE WHEN e.is_offset AND NOT r.counts_offsets THEN 0 ELSE COALESCE(age.percent, 100) END
               AS weight, 0::numeric AS entered_revenue, 0::numeric AS entered_base,
               0::numeric AS entered_quantity, 0::numeric AS entered_amount, 0 AS entries,
               FALSE AS is_over, e.date, e.before, e.after, e.whole, e.revenue, e.cost, e.quantity,
               e.order_id, e.sale_line_id, e.move_id, e.move_line_id, e.stock_move_id, e.partner_id,
               e.product_id, e.salesperson_id, rule.base AS kind, rule.factor
          FROM pc_row r
          JOIN pc_event e ON e.no = r.no
          JOIN pc_rule rule ON rule.rule_id = r.rule_id
          %(ages)s
         WHERE e.revenue < 0
            OR (rule.min_price = 0 OR e.revenue >= rule.min_price * e.quantity)
           AND (rule.min_margin = 0 OR (e.revenue - e.cost) * 100 >= rule.min_margin * e.revenue)
         UNION ALL
        SELECT e.no, r.trigger, d.origin_id, d.partial_id, d.rule_id, d.user_id, r.level, r.root_id,
               d.period_start, d.share_from, d.share_to, d.days_late, d.weight, d.revenue, d.base,
               d.quantity, d.amount, d.entries, d.is_over, e.date, e.before, e.after, e.whole, e.revenue,
               e.cost, e.quantity, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, r.base, r.factor
          FROM (%(entered)s) d
          JOIN pc_rule r ON r.rule_id = d.rule_id
          LEFT JOIN pc_event e ON e.origin_id = d.origin_id AND e.trigger = r.trigger
           AND e.partial_id = d.partial_id AND e.refund_of_id = 0
    ), measured AS (
        SELECT p.*,
               CASE WHEN p.kind = 'revenue' THEN p.revenue
                    WHEN p.kind = 'margin' AND p.quantity < 0 THEN LEAST(p.revenue - p.cost, 0)
                    WHEN p.kind = 'margin' THEN p.revenue - p.cost
                    WHEN p.revenue < 0 THEN LEAST(p.quantity, 0)
                    ELSE p.quantity END AS measure,
               CASE p.kind WHEN 'quantity' THEN 6 ELSE %(decimals)s END AS digits,
               p.before = 0 AS is_first, p.after = p.whole AS is_last,
               p.share_from = 0 AND p.share_to = 100 AS is_all
          FROM place p
        OFFSET 0
    ), summed AS (
        SELECT m.*, %(sums)s
          FROM measured m
        OFFSET 0
    )
    SELECT no, trigger, origin_id, partial_id, 0 AS refund_of_id, rule_id, user_id, level, root_id,
           period_start, share_from, share_to, weight, days_late, entered_revenue, entered_base,
           entered_quantity, entered_amount, entries, date, order_id, sale_line_id, move_id, move_line_id,
           stock_move_id, partner_id, product_id, salesperson_id,
           CASE WHEN no IS NULL OR is_over THEN 0 ELSE %(revenue)s END AS want_revenue,
           CASE WHEN no IS NULL OR is_over THEN 0 ELSE %(base)s END AS want_base,
           CASE WHEN no IS NULL OR is_over THEN 0 ELSE %(quantity)s END AS want_quantity,
           CASE WHEN no IS NULL OR is_over THEN 0 ELSE %(amount)s END AS want_amount
      FROM summed
"""
"""Beside what was entered, what an origin is worth to a person now.

What is taken off a bill, goods or money, brings neither margin nor units: else less than nothing, entered by
hand, would earn. What is given away is sold under any minimum price.

Each figure is the difference of two rounded sums, before and with the part that an event stands for, cut to
the person's share: parts of a line, and shares of a part, add up to the whole to the last unit of the
currency. What a late payment counts less is rounded by itself. ``OFFSET 0`` keeps the database from writing
the sums out, and computing them, wherever they are used.
"""

_REFUND_POSITIONS = """
    WITH refund AS (
        SELECT e.*, ROUND(SUM(-revenue * (after - before) / whole) OVER line, %(decimals)s) AS sum_after,
               ROUND(SUM(-revenue * (after - before) / whole) OVER line + revenue * (after - before) / whole,
                     %(decimals)s) AS sum_before
          FROM pc_event e
         WHERE refund_of_id != 0
        WINDOW line AS (PARTITION BY trigger, refund_of_id ORDER BY origin_id, partial_id)
    ), origin AS (
        SELECT d.*, share_from = 0 AND share_to = 100 AS is_all,
               SUM(revenue) OVER (PARTITION BY trigger, origin_id, root_id, user_id, level) AS whole_revenue
          FROM (
                SELECT trigger, origin_id, rule_id, user_id, level, root_id, period_start, share_from,
                       share_to, SUM(revenue) AS revenue, SUM(base) AS base, SUM(quantity) AS quantity,
                       SUM(amount) AS amount
                  FROM %(ledger)s
                 WHERE company_id = %(company)s AND refund_of_id = 0 AND %(only)s
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
    SELECT w.no, r.trigger, COALESCE(w.origin_id, d.origin_id) AS origin_id,
           COALESCE(w.partial_id, d.partial_id) AS partial_id,
           COALESCE(w.refund_of_id, d.refund_of_id) AS refund_of_id, r.rule_id,
           COALESCE(w.user_id, d.user_id) AS user_id, r.level, r.root_id,
           COALESCE(w.period_start, d.period_start) AS period_start,
           COALESCE(w.share_from, d.share_from) AS share_from, COALESCE(w.share_to, d.share_to) AS share_to,
           100::numeric AS weight, COALESCE(d.days_late, w.days_late) AS days_late,
           COALESCE(d.revenue, 0) AS entered_revenue, COALESCE(d.base, 0) AS entered_base,
           COALESCE(d.quantity, 0) AS entered_quantity, COALESCE(d.amount, 0) AS entered_amount,
           COALESCE(d.entries, 0) AS entries, w.date, e.order_id, e.sale_line_id, e.move_id, e.move_line_id,
           e.stock_move_id, e.partner_id, e.product_id, e.salesperson_id,
           COALESCE(w.revenue, 0) AS want_revenue, COALESCE(w.base, 0) AS want_base,
           COALESCE(w.quantity, 0) AS want_quantity, COALESCE(w.amount, 0) AS want_amount
      FROM want w
      FULL JOIN (%(entered)s) d
        ON d.origin_id = w.origin_id AND d.partial_id = w.partial_id AND d.refund_of_id = w.refund_of_id
       AND d.rule_id = w.rule_id AND d.user_id = w.user_id AND d.period_start = w.period_start
       AND d.share_from = w.share_from AND d.share_to = w.share_to
      JOIN pc_rule r ON r.rule_id = COALESCE(w.rule_id, d.rule_id)
      LEFT JOIN pc_event e ON e.no = w.no
"""
"""What a refund takes back: of every figure of its origin the part of the revenue that it takes back.

So it goes by the rule and the rate by which the origin was paid, and everything refunded leaves nothing.
"""

_WEIGHED = "CASE WHEN weight = 100 THEN %(all)s ELSE %(part)s END"
_LATE_BASE = "ROUND((base_after - base_before) * weight / 100, digits)"


class P2itCommissionEngine(models.AbstractModel):
    """What every origin is worth to a person, beside what was entered for it."""

    _inherit = "p2it.commission.engine"

    def _get_position_query(self, company, ledger):
        """:return: query of what is worth something, beside what was entered: refunds left out"""
        args = self._get_position_args(company, ledger, SQL("refund_of_id = 0"))
        decimals = args["decimals"]
        return SQL(
            _POSITIONS,
            **args,
            ages=self._get_join("pc_age", "age", SQL(_IS_AGED), SQL("NULL::numeric AS percent")),
            sums=SQL(", ").join(
                [
                    *self._get_sums("revenue", SQL("revenue"), decimals),
                    *self._get_sums("quantity", SQL("quantity"), 6),
                    *self._get_sums("base", SQL("measure"), SQL("digits")),
                ]
            ),
            revenue=self._cut_between(SQL("revenue_after"), SQL("revenue_before"), decimals),
            quantity=self._cut_between(SQL("quantity_after"), SQL("quantity_before"), 6),
            base=SQL(
                _WEIGHED,
                all=self._cut_between(SQL("base_after"), SQL("base_before"), SQL("digits")),
                part=self._cut(SQL(_LATE_BASE), SQL("digits")),
            ),
            amount=SQL(
                _WEIGHED,
                all=self._cut_between(
                    SQL("ROUND(base_after * factor, %s)", decimals),
                    SQL("ROUND(base_before * factor, %s)", decimals),
                    decimals,
                ),
                part=self._cut(SQL("ROUND(%s * factor, %s)", SQL(_LATE_BASE), decimals), decimals),
            ),
        )

    def _get_refund_position_query(self, company, ledger, only=None, only_entered=None):
        """Make a query of what refunds take back, for when what they take it from was entered.

        :param only: condition on origins, all if None
        :param only_entered: the same on what was entered for refunds
        """
        everything = SQL("TRUE")
        where = SQL("refund_of_id != 0 AND %s", only_entered or everything)
        args = self._get_position_args(company, ledger, where)
        return SQL(
            _REFUND_POSITIONS,
            **args,
            only=only or everything,
            after=self._cut(SQL("r.sum_after"), args["decimals"]),
            before=self._cut(SQL("r.sum_before"), args["decimals"]),
        )

    def _get_position_args(self, company, ledger, where):
        args = {"ledger": ledger, "company": company.id, "where": where}
        return {**args, "decimals": company.currency_id.decimal_places, "entered": SQL(_ENTERED, **args)}

    def _get_sums(self, name, total, digits):
        """:return: two columns: how much of a total is gone with the event, and before it, each rounded"""
        return [
            SQL(
                "CASE WHEN is_last THEN ROUND(%(total)s, %(digits)s) "
                "ELSE ROUND(%(total)s * after / whole, %(digits)s) END AS %(name)s",
                total=total,
                digits=digits,
                name=SQL.identifier(f"{name}_after"),
            ),
            SQL(
                "CASE WHEN is_first THEN 0 "
                "ELSE ROUND(%(total)s * before / whole, %(digits)s) END AS %(name)s",
                total=total,
                digits=digits,
                name=SQL.identifier(f"{name}_before"),
            ),
        ]

    def _cut(self, total, decimals):
        """:return: the part of a total between a person's shares, as :func:`.domain.money.cut` does"""
        return SQL(
            "(CASE WHEN is_all THEN %(total)s "
            "ELSE ROUND(%(total)s * share_to / 100, %(digits)s) "
            "- ROUND(%(total)s * share_from / 100, %(digits)s) END)",
            total=total,
            digits=decimals,
        )

    def _cut_between(self, after, before, decimals):
        return SQL(
            "CASE WHEN is_first THEN %(after)s ELSE %(after)s - %(before)s END",
            after=self._cut(after, decimals),
            before=self._cut(before, decimals),
        )
