from odoo import fields, models
from odoo.tools import SQL

_DELTAS = """
    SELECT ROW_NUMBER() OVER (ORDER BY COALESCE(p.date, %(today)s), p.origin_id, p.partial_id) AS id,
           CASE WHEN p.entries > 0 THEN 'correction' WHEN p.refund_of_id != 0 THEN 'clawback'
           ELSE 'earning' END AS kind,
           CASE WHEN p.entries > 0 OR p.date IS NULL THEN %(today)s ELSE p.date END AS date,
           p.trigger, p.origin_id, p.partial_id, p.refund_of_id, p.rule_id, p.user_id, p.level, p.root_id,
           p.period_start, p.share_from, p.share_to, p.weight, p.days_late, p.entries AS number,
           p.want_revenue - p.revenue AS revenue, p.want_base - p.base AS base,
           p.want_quantity - p.quantity AS quantity, p.want_amount - p.amount AS amount,
           r.version_id AS plan_id, r.value, r.owner_kind, r.owner_id,
           (p.want_base - p.base) * CASE r.base WHEN 'quantity' THEN r.value ELSE r.value / 100 END
           AS weighted,
           COALESCE(e.order_id, p.order_id) AS order_id, COALESCE(e.sale_line_id, p.sale_line_id)
           AS sale_line_id,
           COALESCE(e.move_id, p.move_id) AS move_id, COALESCE(e.move_line_id, p.move_line_id)
           AS move_line_id,
           COALESCE(e.stock_move_id, p.stock_move_id) AS stock_move_id,
           COALESCE(partner.customer_id, e.partner_id, p.partner_id) AS partner_id,
           COALESCE(e.product_id, p.product_id) AS product_id,
           COALESCE(e.salesperson_id, p.salesperson_id) AS salesperson_id
      FROM pc_position p
      JOIN pc_rule r ON r.rule_id = p.rule_id
      LEFT JOIN pc_event e ON e.no = p.no
      LEFT JOIN pc_partner partner ON partner.partner_id = e.partner_id
     WHERE p.want_revenue != p.revenue OR p.want_base != p.base OR p.want_quantity != p.quantity
        OR r.owner_kind = '' AND p.want_amount != p.amount
"""

_FLAT = """
    SELECT kind, date, trigger, origin_id, partial_id, refund_of_id, rule_id, user_id, level, root_id,
           period_start,
           share_from, share_to, weight, days_late, number, revenue, base, quantity, amount, NULL::numeric,
           plan_id,
           value, order_id, sale_line_id, move_id, move_line_id, stock_move_id, partner_id, product_id,
           salesperson_id, id
      FROM pc_delta WHERE owner_kind = ''
"""

_BUCKETED = """
    WITH bucket AS (
        SELECT DISTINCT owner_kind, owner_id, level, user_id,
               period_start FROM pc_delta WHERE owner_kind != ''
    ), known AS (
        SELECT b.*,
               CASE WHEN NOT steps.is_target THEN 1
                    ELSE COALESCE((SELECT t.amount / 100 FROM p2it_commission_target t
                                    WHERE t.plan_id = version.version_id AND t.user_id = b.user_id
                                      AND t.date_from = b.period_start), 1e30) END AS unit,
               COALESCE(prior.total, 0) AS total, COALESCE(prior.weighted, 0) AS weighted,
               COALESCE(prior.amount, 0) AS amount
          FROM bucket b
          JOIN (SELECT owner_kind, owner_id, BOOL_OR(is_target) AS is_target FROM pc_tier GROUP BY 1, 2) steps
            ON steps.owner_kind = b.owner_kind AND steps.owner_id = b.owner_id
          JOIN (SELECT DISTINCT owner_kind, owner_id, version_id FROM pc_rule) version
            ON version.owner_kind = b.owner_kind AND version.owner_id = b.owner_id
          LEFT JOIN LATERAL (
                SELECT SUM(CASE b.owner_kind WHEN 'rule' THEN d.base ELSE d.revenue END) AS total,
                       SUM(d.base * CASE r.base WHEN 'quantity' THEN r.value ELSE r.value / 100 END)
                           AS weighted,
                       SUM(d.amount) AS amount
                  FROM %(ledger)s d
                  JOIN pc_rule r ON r.rule_id = d.rule_id
                 WHERE r.owner_kind = b.owner_kind AND r.owner_id = b.owner_id AND d.level = b.level
                   AND d.user_id = b.user_id AND d.period_start = b.period_start
                       AND d.company_id = %(company)s
               ) prior ON TRUE
    ), running AS (
        SELECT d.id, d.owner_kind, d.owner_id, k.unit, k.amount AS amount_before,
               k.total + SUM(CASE d.owner_kind WHEN 'rule' THEN d.base ELSE d.revenue END) OVER reached
                   AS total,
               k.weighted + SUM(d.weighted) OVER reached AS weighted,
               d.user_id, d.level, d.period_start
          FROM pc_delta d
          JOIN known k ON k.owner_kind = d.owner_kind AND k.owner_id = d.owner_id AND k.level = d.level
           AND k.user_id = d.user_id AND k.period_start = d.period_start
        WINDOW reached AS (PARTITION BY d.owner_kind, d.owner_id, d.level, d.user_id,
            d.period_start ORDER BY d.id)
    ), valued AS (
        SELECT w.*, t.cap, t.is_percent, t.value AS step_value,
               CASE WHEN t.is_whole THEN t.value * w.total
                    ELSE w.unit * (t.below + t.value * (w.total / w.unit - t.start)) END AS tier_value
          FROM running w
          JOIN pc_tier t ON t.owner_kind = w.owner_kind AND t.owner_id = w.owner_id
           AND w.total / w.unit >= t.low AND w.total / w.unit < t.high
    ), paying AS (
        SELECT v.*, ROUND(LEAST(
                CASE WHEN v.owner_kind = 'rule' THEN tier_value / CASE WHEN is_percent THEN 100 ELSE 1 END
                     WHEN v.total = 0 THEN v.weighted * step_value / 100
                     ELSE v.weighted * tier_value / v.total / 100 END,
                v.cap), %(decimals)s) AS amount
          FROM valued v
    )
    SELECT d.kind, d.date, d.trigger, d.origin_id, d.partial_id, d.refund_of_id, d.rule_id, d.user_id,
           d.level,
           d.root_id, d.period_start, d.share_from, d.share_to, d.weight, d.days_late, d.number, d.revenue,
           d.base,
           d.quantity, p.amount - COALESCE(LAG(p.amount) OVER reached, p.amount_before), p.total, d.plan_id,
           d.value, d.order_id, d.sale_line_id, d.move_id, d.move_line_id, d.stock_move_id, d.partner_id,
           d.product_id, d.salesperson_id, d.id
      FROM paying p
      JOIN pc_delta d ON d.id = p.id
    WINDOW reached AS (PARTITION BY p.owner_kind, p.owner_id, p.level, p.user_id,
        p.period_start ORDER BY p.id)
"""
"""Commission by the totals of a period: each entry is what the period pays with it, less what it paid
before."""

_ADD = """
    INSERT INTO %(target)s (
           kind, date, trigger, origin_id, partial_id, refund_of_id, rule_id, user_id, level, root_id,
           period_start,
           share_from, share_to, weight, days_late, number, revenue, base, quantity, amount, achieved,
           plan_id,
           value, order_id, sale_line_id, move_id, move_line_id, stock_move_id, partner_id, product_id,
           salesperson_id, company_id, create_uid, create_date, write_uid, write_date)
    SELECT kind, date, trigger, origin_id, partial_id, refund_of_id, rule_id, user_id, level, root_id,
           period_start,
           share_from, share_to, weight, days_late, number, revenue, base, quantity, amount, achieved,
           plan_id,
           value, order_id, sale_line_id, move_id, move_line_id, stock_move_id, partner_id, product_id,
           salesperson_id, %(company)s, %(user)s, %(now)s, %(user)s, %(now)s
      FROM (%(flat)s UNION ALL (%(bucketed)s)) AS added (
           kind, date, trigger, origin_id, partial_id, refund_of_id, rule_id, user_id, level, root_id,
           period_start,
           share_from, share_to, weight, days_late, number, revenue, base, quantity, amount, achieved,
           plan_id,
           value, order_id, sale_line_id, move_id, move_line_id, stock_move_id, partner_id, product_id,
           salesperson_id, position)
     ORDER BY position
"""


class P2itCommissionEngine(models.AbstractModel):
    """What is to be entered, and what it pays."""

    _inherit = "p2it.commission.engine"

    def _prepare_deltas(self):
        """Put what differs between what is worth something and what was entered into ``pc_delta``."""
        self._create_table("pc_delta", SQL(_DELTAS, today=fields.Date.context_today(self)))

    def _add_entries(self, company, ledger, target=None):
        """Add the differences to the ledger.

        :param ledger: what was entered before, by which totals of periods go on
        :param target: where to add them, the ledger itself if None
        :return: how many entries were added
        """
        args = {"ledger": ledger, "company": company.id, "decimals": company.currency_id.decimal_places}
        query = SQL(
            _ADD,
            target=target or ledger,
            company=company.id,
            user=self.env.uid,
            now=fields.Datetime.now(),
            flat=SQL(_FLAT),
            bucketed=SQL(_BUCKETED, **args),
        )
        self._execute(query)
        return self.env.cr.rowcount
