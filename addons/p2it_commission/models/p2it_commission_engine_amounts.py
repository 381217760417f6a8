from odoo import fields, models
from odoo.tools import SQL

_COLUMNS = (
    *("kind", "date", "trigger", "origin_id", "partial_id", "refund_of_id", "rule_id", "user_id", "level"),
    *("root_id", "period_start", "share_from", "share_to", "weight", "days_late", "number", "revenue"),
    *("base", "quantity", "plan_id", "value", "order_id", "sale_line_id", "move_id", "move_line_id"),
    *("stock_move_id", "partner_id", "product_id", "salesperson_id"),
)
"""What an entry takes over from a difference as it is."""

_DELTAS = """
    SELECT CASE WHEN p.entries > 0 THEN 'correction' WHEN p.refund_of_id != 0 THEN 'clawback'
                ELSE 'earning' END AS kind,
           CASE WHEN p.entries > 0 OR p.date IS NULL THEN %(today)s ELSE p.date END AS date,
           p.trigger, p.origin_id, p.partial_id, p.refund_of_id, p.rule_id, p.user_id, p.level, p.root_id,
           p.period_start, p.share_from, p.share_to, p.weight, p.days_late, p.entries AS number,
           p.want_revenue - p.entered_revenue AS revenue, p.want_base - p.entered_base AS base,
           p.want_quantity - p.entered_quantity AS quantity, p.want_amount - p.entered_amount AS amount,
           r.version_id AS plan_id, r.value, r.owner_kind, r.owner_id, p.order_id, p.sale_line_id, p.move_id,
           p.move_line_id, p.stock_move_id, COALESCE(partner.customer_id, p.partner_id) AS partner_id,
           p.product_id, p.salesperson_id
      FROM (%(positions)s) p
      JOIN pc_rule r ON r.rule_id = p.rule_id
      LEFT JOIN pc_partner partner ON partner.partner_id = p.partner_id
     WHERE p.want_revenue != p.entered_revenue OR p.want_base != p.entered_base
        OR p.want_quantity != p.entered_quantity
        OR r.owner_kind = '' AND p.want_amount != p.entered_amount
"""

_BUCKETS = """
    SELECT b.*, COALESCE(prior.total, 0) AS total, COALESCE(prior.weighted, 0) AS weighted,
           COALESCE(prior.amount, 0) AS amount,
           CASE WHEN NOT steps.is_target THEN 1 ELSE COALESCE(target.amount / 100, 1e30) END AS unit
      FROM (SELECT DISTINCT owner_kind, owner_id, level, user_id, period_start
              FROM pc_delta WHERE owner_kind != '') b
      JOIN (SELECT owner_kind, owner_id, BOOL_OR(is_target) AS is_target FROM pc_tier GROUP BY 1, 2) steps
        ON steps.owner_kind = b.owner_kind AND steps.owner_id = b.owner_id
      JOIN (SELECT DISTINCT owner_kind, owner_id, version_id FROM pc_rule) version
        ON version.owner_kind = b.owner_kind AND version.owner_id = b.owner_id
      LEFT JOIN p2it_commission_target target ON target.plan_id = version.version_id
       AND target.user_id = b.user_id AND target.date_from = b.period_start
      LEFT JOIN (
            SELECT own.owner_kind, own.owner_id, own.level, own.user_id, own.period_start,
                   SUM(d.amount) AS amount,
                   SUM(CASE r.owner_kind WHEN 'rule' THEN d.base ELSE d.revenue END) AS total,
                   SUM(d.base * %(rate)s) AS weighted
              FROM (SELECT DISTINCT owner_kind, owner_id, level, user_id, period_start
                      FROM pc_delta WHERE owner_kind != '') own
              JOIN pc_rule r ON r.owner_kind = own.owner_kind AND r.owner_id = own.owner_id
              JOIN %(ledger)s d ON d.rule_id = r.rule_id AND d.user_id = own.user_id
               AND d.period_start = own.period_start AND d.level = own.level
             WHERE d.company_id = %(company)s AND d.achieved IS NOT NULL
             GROUP BY 1, 2, 3, 4, 5
           ) prior ON prior.owner_kind = b.owner_kind AND prior.owner_id = b.owner_id
       AND prior.level = b.level AND prior.user_id = b.user_id AND prior.period_start = b.period_start
"""
"""The totals of a person's period, of a rule or plan with tiers or a cap, before this run.

``unit`` is what one stands for in the steps: 1, or a percent of the person's target, which without a target
nobody reaches.
"""

_FLAT = """
    SELECT %(columns)s, amount, NULL::numeric AS achieved FROM pc_delta WHERE owner_kind = ''
"""

_BUCKETED = """
    WITH running AS (
        SELECT d.*, k.unit, k.amount AS amount_before,
               k.total + SUM(CASE d.owner_kind WHEN 'rule' THEN d.base ELSE d.revenue END) OVER reached
               AS total,
               k.weighted + SUM(d.base * %(rate)s) OVER reached AS weighted,
               ROW_NUMBER() OVER reached AS place
          FROM pc_delta d
          JOIN pc_rule r ON r.rule_id = d.rule_id
          JOIN pc_bucket k ON k.owner_kind = d.owner_kind AND k.owner_id = d.owner_id AND k.level = d.level
           AND k.user_id = d.user_id AND k.period_start = d.period_start
        WINDOW reached AS (
            PARTITION BY d.owner_kind, d.owner_id, d.level, d.user_id, d.period_start
            ORDER BY d.date, d.origin_id, d.partial_id, d.refund_of_id, d.rule_id)
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
                v.cap), %(decimals)s) AS reaches
          FROM valued v
    )
    SELECT %(columns)s, reaches - COALESCE(LAG(reaches) OVER reached, amount_before) AS amount,
           total AS achieved
      FROM paying
    WINDOW reached AS (
        PARTITION BY owner_kind, owner_id, level, user_id, period_start ORDER BY place)
"""
"""Commission by the totals of a period: each entry is what the period pays with it, less what it paid
before."""

_ADD = """
    INSERT INTO %(target)s (%(columns)s, amount, achieved, company_id, entered_on)
    SELECT %(columns)s, amount, achieved, %(company)s, %(now)s
      FROM (%(flat)s UNION ALL (%(bucketed)s)) added
     ORDER BY origin_id
"""
"""In the order of the index that keeps entries from being made twice: that takes half the time."""


class P2itCommissionEngine(models.AbstractModel):
    """What is to be entered, and what it pays."""

    _inherit = "p2it.commission.engine"

    def _prepare_deltas(self, positions):
        """Put what differs between what is worth something and what was entered into ``pc_delta``."""
        today = fields.Date.context_today(self)
        self._create_table("pc_delta", SQL(_DELTAS, today=today, positions=positions))

    def _add_entries(self, company, ledger, target=None):
        """Add the differences to the ledger.

        :param ledger: what was entered before, by which totals of periods go on
        :param target: where to add them, the ledger itself if None
        :return: how many entries were added
        """
        args = {
            "ledger": ledger,
            "company": company.id,
            "decimals": company.currency_id.decimal_places,
            "columns": SQL(", ").join(map(SQL.identifier, _COLUMNS)),
            "rate": SQL("CASE r.base WHEN 'quantity' THEN r.value ELSE r.value / 100 END"),
        }
        self._create_table("pc_bucket", SQL(_BUCKETS, **args))
        parts = {"flat": SQL(_FLAT, **args), "bucketed": SQL(_BUCKETED, **args)}
        self._execute(SQL(_ADD, target=target or ledger, now=fields.Datetime.now(), **args, **parts))
        return self.env.cr.rowcount
