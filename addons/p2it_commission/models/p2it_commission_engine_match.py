from odoo import models
from odoo.tools import SQL

from .p2it_commission_engine_shares import get_place

_NEW = """
    SELECT e.no, v.root_id, v.version_id, v.period, v.counts_offsets,
           COALESCE(product.class, 0) AS product_class, COALESCE(partner.group_class, 0) AS group_class,
           COALESCE(partner.area_class, 0) AS area_class, e.team_id,
           CASE WHEN partner.account_date IS NULL OR e.sale_date <= partner.account_date + v.new_customer_days
                THEN 'new' ELSE 'old' END AS customer_kind,
           %(sale_version)s AS sale_version_id,
           e.trigger, COALESCE(e.sale_line_id, -e.move_line_id) AS chain, e.salesperson_id
      FROM pc_event e
      JOIN pc_version v
        ON CASE v.version_by WHEN 'sale' THEN e.sale_date ELSE e.date END BETWEEN v.date_from AND v.date_to
      %(sold)s
      LEFT JOIN pc_product product ON product.product_id = e.product_id
      LEFT JOIN pc_partner partner ON partner.partner_id = e.partner_id
      %(known)s
     WHERE e.refund_of_id = 0 AND known.origin_id IS NULL
"""
"""Events that a plan hasn't entered yet, with the version in force, and the classes by which rules match."""

_SALE_VERSION = """
    CASE WHEN v.version_by = 'event' AND sold.version_id != v.version_id THEN sold.version_id END
"""
_SOLD = """
    LEFT JOIN pc_version sold
      ON sold.root_id = v.root_id AND e.sale_date BETWEEN sold.date_from AND sold.date_to
"""
"""The version in force at the sale matters only where rules pay at different events."""

_IS_KNOWN = """
    known.origin_id = e.origin_id AND known.trigger = e.trigger AND known.partial_id = e.partial_id
    AND known.root_id = v.root_id
"""

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
        self._execute(SQL("SELECT COUNT(DISTINCT trigger) > 1 FROM pc_rule"))
        [is_mixed] = self.env.cr.fetchone()
        sold = SQL(_SOLD) if is_mixed else SQL("")
        sale_version = SQL(_SALE_VERSION if is_mixed else "NULL::int")
        known = self._get_join("pc_known", "known", SQL(_IS_KNOWN), SQL("NULL::int AS origin_id"))
        self._create_table("pc_new", SQL(_NEW, sold=sold, sale_version=sale_version, known=known))
        self._create_table("pc_combo", SQL(_COMBOS))
        self._create_table("pc_match", SQL(_MATCH))
        is_shared = self._has_shares(company)
        if is_shared:
            self._create_table("pc_share", self._get_share_query(company))
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
                new=get_place(SQL("t.trigger")),
                old=get_place(SQL("t.trigger::text")),
                own=get_place(SQL("r.trigger")),
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
