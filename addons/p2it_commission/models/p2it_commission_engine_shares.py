from odoo import models
from odoo.tools import SQL

from .p2it_commission_rule import TRIGGERS

_SHARES = """
    WITH hit AS (
        SELECT n.no, a.user_id, a.share, a.id, 1 AS nearness
          FROM pc_event n JOIN p2it_commission_assignment a ON a.order_id = n.order_id WHERE %(valid)s
         UNION ALL
        SELECT n.no, a.user_id, a.share, a.id, CASE WHEN a.partner_id = p.partner_id THEN 2 ELSE 3 END
          FROM pc_event n
          JOIN pc_partner p ON p.partner_id = n.partner_id
          JOIN p2it_commission_assignment a ON a.partner_id IN (p.partner_id, p.customer_id) WHERE %(valid)s
         UNION ALL
        SELECT n.no, a.user_id, a.share, a.id, 4
          FROM pc_event n JOIN p2it_commission_assignment a
              ON a.salesperson_id = n.salesperson_id WHERE %(valid)s
         UNION ALL
        SELECT n.no, a.user_id, a.share, a.id, 5
          FROM pc_event n JOIN p2it_commission_assignment a ON a.team_id = n.team_id WHERE %(valid)s
    ), near AS (
        SELECT h.* FROM (SELECT *, MIN(nearness) OVER (PARTITION BY no) AS nearest FROM hit) h
         WHERE nearness = nearest
    ), part AS (
        SELECT no, user_id, share, id FROM near
         UNION ALL
        SELECT e.no, e.salesperson_id, 100 - COALESCE(given.share, 0), 0
          FROM pc_event e
          LEFT JOIN (SELECT no, SUM(share) AS share FROM near GROUP BY no) given ON given.no = e.no
         WHERE COALESCE(given.share, 0) < 100
    ), whole AS (
        SELECT no, user_id, SUM(share) AS share, MIN(id) AS id FROM part GROUP BY no, user_id
    )
    SELECT * FROM (
        SELECT no, user_id, LEAST(100, SUM(share) OVER before) AS share_to,
               LEAST(100, SUM(share) OVER before - share) AS share_from
          FROM whole
        WINDOW before AS (PARTITION BY no ORDER BY id, user_id)
    ) share
     WHERE user_id IS NOT NULL AND share_from < 100
"""
"""Who gets which part of an event; what nobody else gets is the salesperson's, the first part.

Splits of a contact go before those of its company. More than the whole can be given away where customers were
merged: the splits made first then get what they say, the last ones what is left.
"""

_VALID = """
    a.company_id = %(company)s AND n.refund_of_id = 0
    AND n.sale_date BETWEEN COALESCE(a.date_from, '-infinity'::date) AND COALESCE(a.date_to, 'infinity'::date)
"""

_PAYING = """
    SELECT n.no, n.root_id, n.chain, n.period, n.counts_offsets, n.salesperson_id, m.rule_id, m.beneficiary,
           m.level, m.trigger
      FROM pc_new n
      JOIN pc_match m ON %(own)s
     WHERE m.trigger = n.trigger
"""
"""Which rules pay for an event, where all rules pay at the same."""

_PAYING_EARLIER = """
    SELECT n.no, n.root_id, n.chain, n.period, n.counts_offsets, n.salesperson_id, m.rule_id, m.beneficiary,
           m.level, m.trigger
      FROM pc_new n
      JOIN pc_match own ON %(own)s
      LEFT JOIN pc_match sold ON %(sold)s AND sold.beneficiary = own.beneficiary
          AND sold.level = own.level
       AND own.trigger != n.trigger AND %(earlier)s
      JOIN pc_match m ON m.combo = COALESCE(sold.combo, own.combo) AND m.beneficiary = own.beneficiary
       AND m.level = own.level
     WHERE m.trigger = n.trigger
"""
"""The same, where a line that the version of its sale pays at a later event is paid by that version."""

_ROWS = """
    WITH paying AS (%(paying)s)
    SELECT p.no, p.root_id, p.chain, p.period, p.counts_offsets, p.rule_id, p.beneficiary, p.level, p.trigger,
           s.user_id, s.share_from, s.share_to
      FROM paying p
      JOIN pc_share s ON s.no = p.no
     WHERE p.beneficiary = 'seller'
     UNION ALL
    SELECT p.no, p.root_id, p.chain, p.period, p.counts_offsets, p.rule_id, p.beneficiary, p.level, p.trigger,
           l.leader_id, MIN(s.share_from), MIN(s.share_from) + SUM(s.share_to - s.share_from)
      FROM paying p
      JOIN pc_share s ON s.no = p.no
      JOIN pc_leader l ON l.user_id = s.user_id AND l.level = p.level
     WHERE p.beneficiary = 'leader'
     GROUP BY p.no, p.root_id, p.chain, p.period, p.counts_offsets, p.rule_id, p.beneficiary, p.level,
     p.trigger,
              l.leader_id
"""

_UNSHARED_ROWS = """
    SELECT p.no, p.root_id, p.chain, p.period, p.counts_offsets, p.rule_id, p.beneficiary, p.level, p.trigger,
           COALESCE(l.leader_id, p.salesperson_id) AS user_id, 0::numeric AS share_from,
           100::numeric AS share_to
      FROM (%(paying)s) p
      LEFT JOIN pc_leader l
        ON l.user_id = p.salesperson_id AND l.level = p.level AND p.beneficiary = 'leader'
     WHERE p.salesperson_id IS NOT NULL AND (p.beneficiary = 'seller' OR l.leader_id IS NOT NULL)
"""
"""Who gets what, where no sale is shared."""


class P2itCommissionEngine(models.AbstractModel):
    """Who gets which part of what a rule pays for."""

    _inherit = "p2it.commission.engine"

    def _has_shares(self, company):
        # sudo: splits hold for everybody
        shares = self.env["p2it.commission.assignment"].sudo()
        return bool(shares.search_count([("company_id", "=", company.id)], limit=1))

    def _get_share_query(self, company):
        return SQL(_SHARES, valid=SQL(_VALID, company=company.id))

    def _get_row_query(self, is_shared, is_mixed):
        """:param is_shared: whether sales are shared
        :param is_mixed: whether rules pay at different events
        """

        def match(alias, version):
            return SQL(
                "%(alias)s.version_id = n.%(version)s AND %(alias)s.product_class = n.product_class "
                "AND %(alias)s.group_class = n.group_class AND %(alias)s.area_class = n.area_class "
                "AND %(alias)s.team_id IS NOT DISTINCT FROM n.team_id "
                "AND %(alias)s.customer_kind = n.customer_kind",
                alias=SQL.identifier(alias),
                version=SQL.identifier(version),
            )

        if is_mixed:
            earlier = SQL("%s < %s", get_place(SQL("own.trigger")), get_place(SQL("n.trigger")))
            own, sold = match("own", "version_id"), match("sold", "sale_version_id")
            paying = SQL(_PAYING_EARLIER, own=own, sold=sold, earlier=earlier)
        else:
            paying = SQL(_PAYING, own=match("m", "version_id"))
        return SQL(_ROWS if is_shared else _UNSHARED_ROWS, paying=paying)


def get_place(trigger):
    """:return: SQL of the place of a trigger in the order in which they happen"""
    return SQL("ARRAY_POSITION(%s, %s)", [name for name, _label in TRIGGERS], trigger)
