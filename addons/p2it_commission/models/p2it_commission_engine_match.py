from odoo import models
from odoo.tools import SQL

from .p2it_commission_rule import TRIGGERS

_NEW = """
    SELECT e.no, v.root_id, v.version_id, v.period, v.counts_offsets,
           COALESCE(product.class, 0) AS product_class, COALESCE(partner.group_class, 0) AS group_class,
           COALESCE(partner.area_class, 0) AS area_class, e.team_id,
           CASE WHEN partner.account_date IS NULL OR e.sale_date <= partner.account_date + v.new_customer_days
                THEN 'new' ELSE 'old' END AS customer_kind,
           CASE WHEN v.version_by = 'event' AND sold.version_id != v.version_id THEN sold.version_id
                END AS sale_version_id,
           e.trigger, COALESCE(e.sale_line_id, -e.move_line_id) AS chain, e.salesperson_id
      FROM pc_event e
      JOIN pc_version v
        ON CASE v.version_by WHEN 'sale' THEN e.sale_date ELSE e.date END BETWEEN v.date_from AND v.date_to
      LEFT JOIN pc_version sold ON sold.root_id = v.root_id AND e.sale_date BETWEEN sold.date_from
          AND sold.date_to
      LEFT JOIN pc_product product ON product.product_id = e.product_id
      LEFT JOIN pc_partner partner ON partner.partner_id = e.partner_id
     WHERE e.refund_of_id = 0 AND NOT EXISTS (
            SELECT FROM pc_known d
             WHERE d.origin_id = e.origin_id AND d.trigger = e.trigger AND d.partial_id = e.partial_id
               AND d.root_id = v.root_id)
"""
"""Events that a plan hasn't entered yet, with the version in force, and the classes by which rules match."""

_KNOWN = """
    SELECT DISTINCT origin_id, trigger::text AS trigger, partial_id, root_id
      FROM %(ledger)s WHERE company_id = %(company)s AND refund_of_id = 0
"""

_PRODUCTS = """
    WITH named AS MATERIALIZED (
        SELECT r.rule_id, c.parent_path || '%%' AS path
          FROM pc_rule r JOIN product_category c ON c.id = r.categ_id
    )
    SELECT hit.product_id, DENSE_RANK() OVER (ORDER BY hit.rules) AS class, hit.rules
      FROM (
            SELECT product_id, ARRAY_AGG(rule_id ORDER BY rule_id) AS rules
              FROM (
                    SELECT product_id, rule_id FROM pc_rule WHERE product_id IS NOT NULL
                     UNION ALL
                    SELECT p.id, named.rule_id
                      FROM named
                      JOIN product_category below ON below.parent_path LIKE named.path
                      JOIN product_template t ON t.categ_id = below.id
                      JOIN product_product p ON p.product_tmpl_id = t.id
                   ) matching
             GROUP BY product_id
           ) hit
"""

_PARTNERS = """
    SELECT p.id AS partner_id, c.id AS customer_id, c.account_date,
           groups.class AS group_class, groups.rules AS group_rules,
           areas.class AS area_class, areas.rules AS area_rules
      FROM (SELECT DISTINCT partner_id FROM pc_event) e
      JOIN res_partner p ON p.id = e.partner_id
      JOIN res_partner c ON c.id = COALESCE(p.commercial_partner_id, p.id)
      LEFT JOIN (%(groups)s) groups ON groups.node_id = c.customer_group_id
      LEFT JOIN (%(areas)s) areas ON areas.node_id = COALESCE(p.area_id, c.area_id)
"""

_TREE = """
    WITH named AS MATERIALIZED (
        SELECT r.rule_id, n.parent_path || '%%' AS path
          FROM pc_rule r JOIN %(table)s n ON n.id = r.%(column)s
    )
    SELECT node_id, DENSE_RANK() OVER (ORDER BY rules) AS class, rules
      FROM (
            SELECT below.id AS node_id, ARRAY_AGG(named.rule_id ORDER BY named.rule_id) AS rules
              FROM named
              JOIN %(table)s below ON below.parent_path LIKE named.path
             GROUP BY below.id
           ) hit
"""
"""Of each node of a tree the rules that name it or one above. Rules first: a tree has thousands of nodes."""

_COMBOS = """
    SELECT ROW_NUMBER() OVER () AS combo, c.*, product.rules AS product_rules, groups.rules AS group_rules,
           areas.rules AS area_rules
      FROM (
            SELECT version_id, product_class, group_class, area_class, team_id, customer_kind FROM pc_new
             UNION
            SELECT sale_version_id, product_class, group_class, area_class, team_id, customer_kind FROM pc_new
             WHERE sale_version_id IS NOT NULL
           ) c
      LEFT JOIN (SELECT DISTINCT class, rules FROM pc_product) product ON product.class = c.product_class
      LEFT JOIN (SELECT DISTINCT group_class, group_rules AS rules FROM pc_partner) groups
        ON groups.group_class = c.group_class
      LEFT JOIN (SELECT DISTINCT area_class, area_rules AS rules FROM pc_partner) areas
        ON areas.area_class = c.area_class
"""

_MATCH = """
    SELECT DISTINCT ON (c.combo, r.beneficiary, r.level)
           c.combo, c.version_id, c.product_class, c.group_class, c.area_class, c.team_id, c.customer_kind,
           r.rule_id, r.beneficiary, r.level, r.trigger
      FROM pc_combo c
      JOIN pc_rule r
        ON r.version_id = c.version_id
       AND (r.product_id IS NULL AND r.categ_id IS NULL OR r.rule_id = ANY(c.product_rules))
       AND (r.group_id IS NULL OR r.rule_id = ANY(c.group_rules))
       AND (r.area_id IS NULL OR r.rule_id = ANY(c.area_rules))
       AND (r.team_id IS NULL OR r.team_id = c.team_id)
       AND (r.customer_kind IS NULL OR r.customer_kind = c.customer_kind)
     ORDER BY c.combo, r.beneficiary, r.level, r.rank
"""
"""Of each combination of classes the strongest rule for who sells, and for each level of leaders."""

_SHARES = """
    WITH hit AS (
        SELECT n.no, a.user_id, a.share, a.id, 1 AS nearness
          FROM pc_event n JOIN p2it_commission_assignment a ON a.order_id = n.order_id WHERE %(valid)s
         UNION ALL
        SELECT n.no, a.user_id, a.share, a.id, 2
          FROM pc_event n
          JOIN pc_partner p ON p.partner_id = n.partner_id
          JOIN p2it_commission_assignment a ON a.partner_id IN (p.partner_id, p.customer_id) WHERE %(valid)s
         UNION ALL
        SELECT n.no, a.user_id, a.share, a.id, 3
          FROM pc_event n JOIN p2it_commission_assignment a
              ON a.salesperson_id = n.salesperson_id WHERE %(valid)s
         UNION ALL
        SELECT n.no, a.user_id, a.share, a.id, 4
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
        SELECT no, user_id, SUM(share) OVER before AS share_to, SUM(share) OVER before - share AS share_from
          FROM whole
        WINDOW before AS (PARTITION BY no ORDER BY id, user_id)
    ) share
     WHERE user_id IS NOT NULL
"""
"""Who gets which part of an event; what nobody else gets is the salesperson's, the first part."""

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
    """Which rule pays for a new event, and who gets a share.

    Products, groups and areas that the same rules name are one class each, so that rules are compared with
    a few combinations of classes and not with every line.
    """

    _inherit = "p2it.commission.engine"

    def _match_events(self, company, ledger):
        """Put into ``pc_row`` who gets what part of which new event, by which rule."""
        args = {"ledger": ledger, "company": company.id}
        self._create_table("pc_product", SQL(_PRODUCTS), "product_id")
        self._create_table("pc_partner", self._get_partner_query(), "partner_id")
        self._create_table("pc_known", SQL(_KNOWN, **args))
        self._create_table("pc_new", SQL(_NEW))
        self._create_table("pc_combo", SQL(_COMBOS))
        self._create_table("pc_match", SQL(_MATCH))
        is_shared = self._has_shares(company)
        if is_shared:
            self._create_table("pc_share", SQL(_SHARES, valid=SQL(_VALID, company=company.id)))
        self._execute(SQL("SELECT COUNT(DISTINCT trigger) > 1 FROM pc_rule"))
        [is_mixed] = self.env.cr.fetchone()
        self._create_table("pc_row", self._get_row_query(is_shared, is_mixed))
        if is_mixed:
            self._drop_paid_twice(args)
        self._drop_strangers()

    def _get_partner_query(self):
        trees = {
            name: SQL(_TREE, table=SQL.identifier(table), column=SQL.identifier(column))
            for name, table, column in (
                ("groups", "p2it_customer_group", "group_id"),
                ("areas", "p2it_area", "area_id"),
            )
        }
        return SQL(_PARTNERS, **trees)

    def _has_shares(self, company):
        # sudo: splits hold for everybody
        shares = self.env["p2it.commission.assignment"].sudo()
        return bool(shares.search_count([("company_id", "=", company.id)], limit=1))

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
            earlier = SQL("%s < %s", _get_place(SQL("own.trigger")), _get_place(SQL("n.trigger")))
            own, sold = match("own", "version_id"), match("sold", "sale_version_id")
            paying = SQL(_PAYING_EARLIER, own=own, sold=sold, earlier=earlier)
        else:
            paying = SQL(_PAYING, own=match("m", "version_id"))
        return SQL(_ROWS if is_shared else _UNSHARED_ROWS, paying=paying)

    def _drop_paid_twice(self, args):
        """What one version paid at the order isn't paid again by the next at the payment.

        Only where rules use different triggers can that be.
        """
        self._execute(
            SQL(
                """
                DELETE FROM pc_row r
                 USING (
                    SELECT root_id, chain, level, MIN(place) AS place
                      FROM (
                            SELECT root_id, chain, level, %(new)s AS place FROM pc_row t
                             UNION ALL
                            SELECT t.root_id, COALESCE(t.sale_line_id, -t.move_line_id), t.level, %(old)s
                              FROM %(ledger)s t
                             WHERE t.company_id = %(company)s AND t.refund_of_id = 0
                             GROUP BY 1, 2, 3, t.trigger
                            HAVING SUM(t.revenue) != 0 OR NOT BOOL_OR(t.kind = 'reversal')
                           ) known
                     GROUP BY root_id, chain, level
                 ) first
                 WHERE first.root_id = r.root_id AND first.chain = r.chain AND first.level = r.level
                   AND first.place != %(own)s
                """,
                **args,
                new=_get_place(SQL("t.trigger")),
                old=_get_place(SQL("t.trigger::text")),
                own=_get_place(SQL("r.trigger")),
            )
        )

    def _drop_strangers(self):
        """Leave out who doesn't take part in a version that says who does."""
        self._execute(
            SQL(
                """
                DELETE FROM pc_row r
                 USING pc_rule rule
                  JOIN pc_member restricted
                    ON restricted.version_id = rule.version_id AND restricted.user_id = 0
                 WHERE rule.rule_id = r.rule_id AND r.beneficiary = 'seller' AND NOT EXISTS (
                        SELECT FROM pc_member m
                         WHERE m.version_id = rule.version_id AND m.user_id = r.user_id)
                """
            )
        )


def _get_place(trigger):
    """:return: SQL of the place of a trigger in the order in which they happen"""
    return SQL("ARRAY_POSITION(%s, %s)", [name for name, _label in TRIGGERS], trigger)
