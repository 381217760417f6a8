from odoo import api, models
from odoo.tools import SQL

_SCOPE = """
    SELECT trigger, origin_id, partial_id, root_id
      FROM (
            SELECT trigger::text AS trigger, origin_id, partial_id, root_id, user_id
              FROM p2it_commission_entry
             WHERE company_id = %(company)s AND refund_of_id = 0 AND kind = 'earning'
               AND date BETWEEN %(first)s AND %(last)s
             UNION ALL
            SELECT trigger, origin_id, partial_id, root_id, user_id
              FROM pc_ledger
             WHERE refund_of_id = 0 AND date BETWEEN %(first)s AND %(last)s
           ) known
     WHERE %(plan)s
     GROUP BY 1, 2, 3, 4
    HAVING %(people)s
"""
"""What happened in the time, as it was entered and as it is now."""

_IN_SCOPE = "(trigger, origin_id, partial_id, root_id) IN (SELECT * FROM pc_scope)"
_ORIGIN_IN_SCOPE = "(trigger, %s, root_id) IN (SELECT trigger, origin_id, root_id FROM pc_scope)"

_POSITIONS = """
    SELECT NULL::bigint AS no, r.trigger, COALESCE(s.origin_id, d.origin_id) AS origin_id,
           COALESCE(s.partial_id, d.partial_id) AS partial_id, 0 AS refund_of_id, r.rule_id,
           COALESCE(s.user_id, d.user_id) AS user_id, r.level, r.root_id,
           COALESCE(s.period_start, d.period_start) AS period_start,
           COALESCE(s.share_from, d.share_from) AS share_from, COALESCE(s.share_to, d.share_to) AS share_to,
           COALESCE(s.weight, d.weight) AS weight, COALESCE(s.days_late, d.days_late) AS days_late,
           COALESCE(d.revenue, 0) AS entered_revenue, COALESCE(d.base, 0) AS entered_base,
           COALESCE(d.quantity, 0) AS entered_quantity, COALESCE(d.amount, 0) AS entered_amount,
           COALESCE(d.entries, 0) AS entries, s.date, s.order_id, s.sale_line_id, s.move_id, s.move_line_id,
           s.stock_move_id, s.partner_id, s.product_id, s.salesperson_id,
           COALESCE(s.revenue, 0) AS want_revenue, COALESCE(s.base, 0) AS want_base,
           COALESCE(s.quantity, 0) AS want_quantity, COALESCE(s.amount, 0) AS want_amount,
           s.origin_id IS NOT NULL AS is_paid
      FROM (SELECT * FROM pc_ledger WHERE refund_of_id = 0 AND %(in_scope)s) s
      FULL JOIN (%(entered)s) d
        ON d.origin_id = s.origin_id AND d.partial_id = s.partial_id AND d.rule_id = s.rule_id
       AND d.user_id = s.user_id AND d.period_start = s.period_start AND d.share_from = s.share_from
       AND d.share_to = s.share_to AND d.weight = s.weight AND d.days_late = s.days_late
      JOIN pc_rule r ON r.rule_id = COALESCE(s.rule_id, d.rule_id)
"""
"""What the time is worth if it is computed as if nothing had been entered, beside what was entered."""

_SUMS = """
    SELECT user_id, SUM(amount) AS old, SUM(amount) FILTER (WHERE reprocess_id = %(reprocess)s) AS added,
           COUNT(*) FILTER (WHERE reprocess_id = %(reprocess)s) AS entries
      FROM p2it_commission_entry
     WHERE company_id = %(company)s
       AND (refund_of_id = 0 AND %(in_scope)s OR refund_of_id != 0 AND %(refund_in_scope)s)
     GROUP BY user_id
"""


class P2itCommissionEngine(models.AbstractModel):
    """Past periods computed again: the difference to what was entered is added as adjustments of today.

    Ordinary runs leave with whom something was entered as it was. Here everything is computed anew into a
    ledger of the transaction's own, by the documents, splits and people of today and the versions in force
    then, and compared with the ledger way by way: who, by which rule, with which share. What isn't paid like
    that any more is reversed, and stays so: a run that comes later takes it neither back nor enters it again.
    """

    _inherit = "p2it.commission.engine"

    @api.private
    def reprocess(self, reprocess):
        """Enter what differs.

        :param reprocess: the ``p2it.commission.reprocess`` that says of which time, plan and people
        :return: ``{id of a user: (amount entered before, amount now, number of entries added)}``
        """
        company = reprocess.company_id
        self.run(company, is_whole=True)
        ledger, simulated = SQL.identifier("p2it_commission_entry"), self._create_ledger()
        self._begin()
        self._prepare_versions(company, None)
        self._prepare_events(company)
        self._compare(company, simulated, is_fresh=True)
        self._execute(SQL("ANALYZE pc_ledger"))
        self._create_table("pc_scope", self._get_scope_query(reprocess))
        for positions, kind in (
            (
                self._get_reprocess_query(company, ledger),
                "CASE WHEN p.is_paid THEN 'adjustment' ELSE 'reversal' END",
            ),
            (self._get_refund_reprocess_query(company, ledger), "'adjustment'"),
        ):
            self._prepare_deltas(
                positions,
                ledger,
                kind=SQL(kind),
                date=SQL("%s::date", reprocess._get_day()),
                reprocess=SQL("%s", reprocess.id),
            )
            self._add_entries(company, ledger)
        sums = self._get_reprocess_sums(reprocess)
        self._drop_tables()
        self._execute(SQL("DROP TABLE pc_ledger"))
        self.env["p2it.commission.entry"].invalidate_model()
        return sums

    def _get_scope_query(self, reprocess):
        plan, people = reprocess.plan_id.root_id, reprocess.user_ids
        return SQL(
            _SCOPE,
            company=reprocess.company_id.id,
            first=reprocess.date_from,
            last=reprocess.date_to,
            plan=SQL("root_id = %s", plan.id) if plan else SQL("TRUE"),
            people=SQL("BOOL_OR(user_id IN %s)", people._ids) if people else SQL("TRUE"),
        )

    def _get_reprocess_query(self, company, ledger):
        in_scope = SQL(_IN_SCOPE)
        args = self._get_position_args(company, ledger, SQL("refund_of_id = 0 AND %s", in_scope))
        return SQL(_POSITIONS, in_scope=in_scope, **args)

    def _get_refund_reprocess_query(self, company, ledger):
        """:return: query of what refunds take back of what was just entered"""
        return self._get_refund_position_query(
            company,
            ledger,
            only=SQL(_ORIGIN_IN_SCOPE, SQL.identifier("origin_id")),
            only_entered=SQL(_ORIGIN_IN_SCOPE, SQL.identifier("refund_of_id")),
        )

    def _get_reprocess_sums(self, reprocess):
        rows = self.env.execute_query(
            SQL(
                _SUMS,
                company=reprocess.company_id.id,
                reprocess=reprocess.id,
                in_scope=SQL(_IN_SCOPE),
                refund_in_scope=SQL(_ORIGIN_IN_SCOPE, SQL.identifier("refund_of_id")),
            )
        )
        return {
            user: (float(total - (added or 0)), float(total), entries) for user, total, added, entries in rows
        }
