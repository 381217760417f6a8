from decimal import Decimal

from odoo import models
from odoo.tools import SQL

_INT, _TEXT, _NUMERIC, _BOOL = (SQL("int[]"), SQL("text[]"), SQL("numeric[]"), SQL("bool[]"))

_RULE_COLUMNS = {
    "rule_id": _INT,
    "version_id": _INT,
    "root_id": _INT,
    "rank": _INT,
    "beneficiary": _TEXT,
    "level": _INT,
    "trigger": _TEXT,
    "base": _TEXT,
    "value": _NUMERIC,
    "factor": _NUMERIC,
    "product_id": _INT,
    "categ_id": _INT,
    "group_id": _INT,
    "area_id": _INT,
    "team_id": _INT,
    "customer_kind": _TEXT,
    "owner_kind": _TEXT,
    "owner_id": _INT,
    "min_price": _NUMERIC,
    "min_margin": _NUMERIC,
}
_TIER_COLUMNS = {
    "owner_kind": _TEXT,
    "owner_id": _INT,
    "low": _NUMERIC,
    "start": _NUMERIC,
    "high": _NUMERIC,
    "value": _NUMERIC,
    "below": _NUMERIC,
    "is_whole": _BOOL,
    "is_target": _BOOL,
    "is_percent": _BOOL,
    "cap": _NUMERIC,
}
_AGE_COLUMNS = {"rule_id": _INT, "days": _INT, "days_to": _INT, "percent": _NUMERIC}
_MEMBER_COLUMNS = {"version_id": _INT, "user_id": _INT}
_LEADER_COLUMNS = {"user_id": _INT, "level": _INT, "leader_id": _INT}
_FAR = Decimal(10) ** 30
"""A total nobody reaches."""


class P2itCommissionEngine(models.AbstractModel):
    """The versions of a run with their rules, as tables that the other steps join."""

    _inherit = "p2it.commission.engine"

    def _prepare_versions(self, company, plans):
        """Put versions, rules, tiers and people into tables.

        :param plans: the versions to go by, all confirmed ones of the company if None
        """
        chosen = plans
        if chosen is None:
            # sudo: a run goes by all plans, whoever started it
            chosen = self.env["p2it.commission.plan"].sudo()
            chosen = chosen.search([("company_id", "=", company.id), ("state", "=", "confirmed")])
        self._create_table("pc_version", self._get_version_query(chosen.ids))
        self._create_table("pc_rule", self._get_values_query(_RULE_COLUMNS, self._get_rule_rows(chosen)))
        self._create_table("pc_tier", self._get_values_query(_TIER_COLUMNS, self._get_tier_rows(chosen)))
        self._create_table("pc_age", self._get_values_query(_AGE_COLUMNS, self._get_age_rows(chosen)))
        self._create_table(
            "pc_member", self._get_values_query(_MEMBER_COLUMNS, self._get_member_rows(chosen))
        )
        leaders = self._get_leader_rows(company) if "leader" in chosen.rule_ids.mapped("beneficiary") else []
        self._create_table("pc_leader", self._get_values_query(_LEADER_COLUMNS, leaders))

    def _get_version_query(self, plan_ids):
        return SQL(
            """
            SELECT id AS version_id, root_id, date_from, period, version_by, new_customer_days,
                   counts_offsets,
                   LEAST(date_to, LEAD(date_from) OVER (PARTITION BY root_id ORDER BY date_from) - 1,
                         'infinity'::date) AS date_to
              FROM p2it_commission_plan
             WHERE id IN %s
            """,
            tuple(plan_ids) or (0,),
        )

    def _get_values_query(self, columns, rows):
        """Make a query of rows that Python worked out.

        :param columns: ``{name: SQL of the type of its array}``
        """
        arrays = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        return SQL(
            "SELECT * FROM UNNEST(%s) AS listed (%s)",
            SQL(", ").join(
                SQL("CAST(%s AS %s)", list(values), kind)
                for values, kind in zip(arrays, columns.values(), strict=True)
            ),
            SQL(", ").join(map(SQL.identifier, columns)),
        )

    def _get_rule_rows(self, plans):
        """:return: the rules with what the database needs to know, the strongest first"""
        rules = plans.rule_ids._sort_by_precedence()
        return [
            (
                rule.id,
                rule.plan_id.id,
                rule.plan_id.root_id.id,
                rank,
                rule.beneficiary,
                rule.leader_level if rule.beneficiary == "leader" else 0,
                rule.trigger,
                rule.base,
                _to_decimal(rule._get_plain_value()),
                _to_decimal(rule._get_plain_value()) / (1 if rule.base == "quantity" else 100),
                *(rule.product_id.id or None, rule.categ_id.id or None, rule.customer_group_id.id or None),
                *(rule.area_id.id or None, rule.team_id.id or None, rule.customer_kind or None),
                *rule._get_bucket_owner(),
                _to_decimal(rule.min_price),
                _to_decimal(rule.min_margin),
            )
            for rank, rule in enumerate(rules)
        ]

    def _get_tier_rows(self, plans):
        rows = []
        for plan in plans:
            rows += self._get_owner_rows(
                "plan", plan, plan.tier_ids._to_domain(100, plan.tier_mode, 100), True
            )
        for rule in plans.rule_ids:
            tiers = rule.tier_ids._to_domain(rule._get_plain_value(), rule.tier_mode, 100)
            rows += self._get_owner_rows("rule", rule, tiers, rule.base != "quantity")
        return rows

    def _get_owner_rows(self, kind, owner, tiers, is_percent):
        """:return: the steps of one owner; those by the target are in percent of it"""
        ends = [step.start for step in tiers.steps[1:]]
        is_target = "target" in owner.tier_ids.mapped("threshold_kind")
        return [
            (
                *(kind, owner.id),
                _to_decimal(step.start) if position else -_FAR,
                _to_decimal(step.start),
                _to_decimal(ends[position]) if position < len(ends) else _FAR,
                _to_decimal(step.value),
                _to_decimal(tiers.get_value_below(position)),
                *(tiers.is_whole, is_target, is_percent),
                _to_decimal(owner.cap) if owner.cap else None,
            )
            for position, step in enumerate(tiers.steps)
        ]

    def _get_age_rows(self, plans):
        rows = []
        for rule in plans.rule_ids:
            ages = rule.age_ids.sorted("days")
            ends = [*ages.mapped("days")[1:], 10**9][: len(ages)]
            rows += [
                (rule.id, age.days, end, _to_decimal(age.percent))
                for age, end in zip(ages, ends, strict=True)
            ]
        return rows

    def _get_member_rows(self, plans):
        """:return: who takes part in versions that say who does"""
        rows = set()
        for plan in plans:
            members = plan.user_ids + plan.team_ids.with_context(active_test=False).member_ids
            rows |= {(plan.id, user.id) for user in members + plan.team_ids.user_id}
            if plan.user_ids or plan.team_ids:
                rows.add((plan.id, 0))
        return sorted(rows)

    def _get_leader_rows(self, company):
        """Walk the employees' tree up from everybody.

        Employees without a user, and who left, are passed over: the next one above leads.

        :return: rows of user, level above, leader
        """
        # sudo: the tree of the company's employees, whoever started the run
        employees = self.env["hr.employee"].sudo().search([("company_id", "=", company.id)])
        rows = {}
        for employee in employees.filtered("user_id"):
            met, level, above = {employee}, 0, employee.parent_id
            while above and above not in met:
                met.add(above)
                is_here = above.active and above.user_id.active
                if is_here and above.user_id != employee.user_id:
                    level += 1
                    rows.setdefault((employee.user_id.id, level), above.user_id.id)
                above = above.parent_id
        return [(user, level, leader) for (user, level), leader in rows.items()]


def _to_decimal(value):
    """:return: a number as the database takes it, exactly; our ratios have few decimals"""
    if hasattr(value, "numerator") and not isinstance(value, int):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value or 0))
