from odoo import fields, models
from odoo.tools import SQL

_COLUMNS = (
    *("kind", "date", "trigger", "origin_id", "partial_id", "refund_of_id", "rule_id", "user_id", "level"),
    *("root_id", "period_start", "share_from", "share_to", "weight", "days_late", "number", "revenue"),
    *("base", "quantity", "plan_id", "value", "order_id", "sale_line_id", "move_id", "move_line_id"),
    *("stock_move_id", "partner_id", "product_id", "salesperson_id", "reprocess_id"),
)
"""What an entry takes over from a difference as it is."""

_DELTAS = """
    SELECT %(kind)s AS kind, %(date)s AS date,
           p.trigger, p.origin_id, p.partial_id, p.refund_of_id, p.rule_id, p.user_id, p.level, p.root_id,
           p.period_start, p.share_from, p.share_to, p.weight, p.days_late, 0 AS number, p.entries,
           p.want_revenue - p.entered_revenue AS revenue, p.want_base - p.entered_base AS base,
           p.want_quantity - p.entered_quantity AS quantity, p.want_amount - p.entered_amount AS amount,
           r.version_id AS plan_id, r.value, r.owner_kind, r.owner_id, p.order_id, p.sale_line_id, p.move_id,
           p.move_line_id, p.stock_move_id, COALESCE(partner.customer_id, p.partner_id) AS partner_id,
           p.product_id, p.salesperson_id, %(reprocess)s::int AS reprocess_id
      FROM (%(positions)s OFFSET 0) p
      JOIN pc_rule r ON r.rule_id = p.rule_id
      LEFT JOIN pc_partner partner ON partner.partner_id = p.partner_id
     WHERE p.want_revenue != p.entered_revenue OR p.want_base != p.entered_base
        OR p.want_quantity != p.entered_quantity
        OR r.owner_kind = '' AND p.want_amount != p.entered_amount
"""
"""What differs between what is worth something and what was entered."""

_GO_ON = """
    UPDATE pc_delta d
       SET number = old.last + 1 + CASE WHEN d.entries > 0 THEN old.place ELSE old.ways END, %(documents)s
      FROM (
            SELECT p.ctid AS row, e.*
              FROM pc_delta p
             CROSS JOIN LATERAL (
                    SELECT MAX(o.number) AS last, %(entered)s,
                           COUNT(DISTINCT (o.share_from, o.share_to, o.weight, o.days_late)) AS ways,
                           COUNT(DISTINCT (o.share_from, o.share_to, o.weight, o.days_late)) FILTER (
                               WHERE (o.share_from, o.share_to, o.weight, o.days_late)
                                   < (p.share_from, p.share_to, p.weight, p.days_late)) AS place
                      FROM %(ledger)s o
                     WHERE o.origin_id = p.origin_id AND o.refund_of_id = p.refund_of_id
                       AND o.partial_id = p.partial_id AND o.rule_id = p.rule_id AND o.user_id = p.user_id
                       AND o.period_start = p.period_start
                   ) e
             WHERE p.entries > 0 OR p.refund_of_id != 0 OR p.reprocess_id IS NOT NULL
           ) old
     WHERE old.row = d.ctid AND old.last IS NOT NULL
"""
"""Numbers go on where something was entered before, and of which documents is said by that.

Of one person, rule and period there can be several ways in which an origin was entered, with different
shares, one after the other, where past periods were computed again: numbers go on over all of them.
"""

_KIND = """
    CASE WHEN p.entries > 0 THEN 'correction' WHEN p.refund_of_id != 0 THEN 'clawback' ELSE 'earning' END
"""

_DOCUMENTS = (
    *("order_id", "sale_line_id", "move_id", "move_line_id", "stock_move_id", "product_id", "partner_id"),
    "salesperson_id",
)

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
                   SUM(d.base * r.factor) AS weighted
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

_AMOUNTS = """
    WITH running AS (
        SELECT d.ctid AS place, d.owner_kind, d.owner_id, d.level, d.user_id, d.period_start, k.unit,
               k.amount AS amount_before,
               k.total + SUM(CASE d.owner_kind WHEN 'rule' THEN d.base ELSE d.revenue END) OVER reached
               AS total,
               k.weighted + SUM(CASE d.owner_kind WHEN 'plan' THEN d.base * r.factor END) OVER reached
               AS weighted,
               ROW_NUMBER() OVER reached AS number
          FROM pc_delta d
          JOIN pc_rule r ON r.rule_id = d.rule_id
          JOIN pc_bucket k ON k.owner_kind = d.owner_kind AND k.owner_id = d.owner_id AND k.level = d.level
           AND k.user_id = d.user_id AND k.period_start = d.period_start
         WHERE d.owner_kind != ''
        WINDOW reached AS (
            PARTITION BY d.owner_kind, d.owner_id, d.level, d.user_id, d.period_start
            ORDER BY d.date, d.origin_id, d.partial_id, d.refund_of_id, d.rule_id, d.share_from
            ROWS UNBOUNDED PRECEDING)
    ), scaled AS (
        SELECT *, CASE WHEN unit = 1 THEN total ELSE total / unit END AS reached FROM running OFFSET 0
    ), valued AS (
        SELECT w.*, t.cap, t.is_percent, t.value AS step_value,
               CASE WHEN t.is_whole THEN t.value * w.total
                    ELSE w.unit * (t.below + t.value * (w.reached - t.start)) END AS tier_value
          FROM scaled w
          JOIN pc_tier t ON t.owner_kind = w.owner_kind AND t.owner_id = w.owner_id
           AND w.reached >= t.low AND w.reached < t.high
    ), paying AS (
        SELECT v.*, ROUND(LEAST(
                CASE WHEN v.owner_kind = 'rule' THEN tier_value / CASE WHEN is_percent THEN 100 ELSE 1 END
                     WHEN v.total = 0 THEN v.weighted * step_value / 100
                     ELSE v.weighted * tier_value / v.total / 100 END,
                v.cap), %(decimals)s) AS reaches
          FROM valued v
    )
    SELECT place, reaches - COALESCE(LAG(reaches) OVER reached, amount_before) AS amount, total AS achieved
      FROM paying
    WINDOW reached AS (
        PARTITION BY owner_kind, owner_id, level, user_id, period_start ORDER BY number)
"""
"""Commission by the totals of a period: each entry is what the period pays with it, less what it paid
before."""

_ADD = """
    INSERT INTO %(target)s (%(columns)s, amount, achieved, company_id, entered_on)
    SELECT %(columns)s, CASE WHEN d.owner_kind = '' THEN d.amount ELSE a.amount END, a.achieved, %(company)s,
           %(now)s
      FROM pc_delta d
      LEFT JOIN pc_amount a ON a.place = d.ctid
     WHERE d.owner_kind = '' OR a.place IS NOT NULL
"""
"""Differences come as their lines do, in the order of the index by origin, which so takes half the time."""


class P2itCommissionEngine(models.AbstractModel):
    """What is to be entered, and what it pays."""

    _inherit = "p2it.commission.engine"

    def _prepare_deltas(self, positions, ledger, **differing):
        """Put what differs between what is worth something and what was entered into ``pc_delta``.

        :param ledger: identifier of the table that holds what was entered, None where nothing was
        :param differing: SQL of kind, date and reprocess, where they differ from those of a run
        """
        today = fields.Date.context_today(self)
        parts = {
            "kind": SQL(_KIND),
            "date": SQL("CASE WHEN p.entries > 0 OR p.date IS NULL THEN %s ELSE p.date END", today),
            "reprocess": SQL("NULL"),
            **differing,
        }
        self._create_table("pc_delta", SQL(_DELTAS, positions=positions, **parts))
        if ledger:
            self._go_on(ledger)

    def _go_on(self, ledger):
        """Let differences go on from what was entered for the same origin."""
        names = [SQL.identifier(name) for name in _DOCUMENTS]
        entered = [SQL("MAX(o.%(name)s) AS %(name)s", name=name) for name in names]
        kept = [SQL("%(name)s = COALESCE(d.%(name)s, old.%(name)s)", name=name) for name in names]
        parts = {"entered": SQL(", ").join(entered), "documents": SQL(", ").join(kept)}
        self._execute(SQL(_GO_ON, ledger=ledger, **parts))

    def _add_entries(self, company, ledger, target=None):
        """Add the differences to the ledger.

        :param ledger: what was entered before, by which totals of periods go on
        :param target: where to add them, the ledger itself if None
        :return: how many entries were added
        """
        args = {
            "ledger": ledger,
            "target": target or ledger,
            "company": company.id,
            "now": fields.Datetime.now(),
            "decimals": company.currency_id.decimal_places,
            "columns": SQL(", ").join(map(SQL.identifier, _COLUMNS)),
        }
        self._create_table("pc_bucket", SQL(_BUCKETS, **args))
        self._create_table("pc_amount", SQL(_AMOUNTS, **args))
        return self._insert(args["target"], SQL(_ADD, **args))
