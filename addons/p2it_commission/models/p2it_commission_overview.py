from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..domain.periods import get_period


class P2itCommissionOverview(models.AbstractModel):
    """What a salesperson wants to know: earned, coming, and what the next tier would bring."""

    _name = "p2it.commission.overview"
    _description = "My Commission"

    @api.model
    def get_overview(self, user_id=None):
        """Tell how somebody's commission stands today.

        :param int user_id: whose; the reader's own if None
        :return: dict of amounts in the company's currency, tiers, months, orders to come and last entries
        :raise AccessError: for somebody who is neither the reader nor below the reader
        """
        user = self.env["res.users"].browse(user_id or self.env.uid)
        self._check_may_see(user)
        company = self.env.company
        today = fields.Date.context_today(self)
        months = self._get_months(user, company, today)
        coming = self._get_coming(user, company)
        return {
            "user": {"id": user.id, "name": user.sudo().name},  # sudo: the name of a colleague below
            "people": self._get_people(),
            "currency_id": company.currency_id.id,
            "month": months[-1]["amount"],
            "months": months,
            "year": self._get_sum(user, company, [("date", ">=", today.replace(month=1, day=1))]),
            "unsettled": self._get_sum(user, company, [("settlement_id", "=", False)]),
            "coming": sum(order["amount"] for order in coming),
            "orders": coming[:10],
            "tiers": self._get_tiers(user, company, today),
            "entries": self._get_last_entries(user, company),
        }

    def _check_may_see(self, user):
        """:raise AccessError: where the ledger would show the reader nothing of this person"""
        if user.id == self.env.uid or self.env.user.has_group("p2it_commission.group_officer"):
            return
        if user not in self.env.user.sudo().subordinate_user_ids:  # sudo: one's own place in the tree
            raise AccessError(
                self.env._("You see your own commission, and that of the people below you in the company.")
            )

    def _get_people(self):
        """:return: whose commission the reader may look at, beside the own"""
        # sudo: one's own place in the tree
        people = self.env.user.sudo().subordinate_user_ids.filtered("active")
        if self.env.user.has_group("p2it_commission.group_officer"):
            ledger = self.env["p2it.commission.entry"]
            people = ledger._read_group([("company_id", "=", self.env.company.id)], ["user_id"])
            people = self.env["res.users"].union(*(user for (user,) in people)).sudo()
        return [{"id": one.id, "name": one.name} for one in people.sorted("name") if one != self.env.user]

    def _get_sum(self, user, company, domain):
        domain = [("user_id", "=", user.id), ("company_id", "=", company.id), *domain]
        [(amount,)] = self.env["p2it.commission.entry"]._read_group(domain, [], ["amount:sum"])
        return amount or 0

    def _get_months(self, user, company, today):
        """:return: the last twelve months with what was earned in each, this one last"""
        first = today.replace(day=1) - relativedelta(months=11)
        rows = self.env["p2it.commission.entry"]._read_group(
            [("user_id", "=", user.id), ("company_id", "=", company.id), ("date", ">=", first)],
            ["date:month"],
            ["amount:sum"],
        )
        amounts = dict(rows)
        months = [first + relativedelta(months=number) for number in range(12)]
        return [{"month": fields.Date.to_string(one), "amount": amounts.get(one, 0)} for one in months]

    def _get_coming(self, user, company):
        """:return: orders that will still bring something, the largest first"""
        self.env["p2it.commission.engine"].sudo()._forecast(company)  # sudo: it goes by all rules
        rows = self.env.execute_query(
            SQL(
                """
                SELECT d.order_id, o.name, p.name, SUM(d.amount)
                  FROM pc_ledger d
                  JOIN sale_order o ON o.id = d.order_id
                  JOIN res_partner p ON p.id = o.partner_id
                 WHERE d.user_id = %s
                 GROUP BY d.order_id, o.name, p.name
                HAVING SUM(d.amount) != 0
                 ORDER BY SUM(d.amount) DESC
                """,
                user.id,
            )
        )
        return [
            {"id": order, "name": name, "customer": customer, "amount": float(amount)}
            for order, name, customer, amount in rows
        ]

    def _get_tiers(self, user, company, today):
        """:return: for each rule and plan with tiers where the period stands, and what the next one brings"""
        plans = self.env["p2it.commission.plan"].search(
            [("company_id", "=", company.id), ("state", "=", "confirmed"), ("date_from", "<=", today)]
        )
        plans = plans.filtered(lambda plan: not plan.date_end or plan.date_end >= today)
        sums = self._get_period_sums(user, plans, today)
        found = []
        for plan in plans:
            rules = [rule for rule in plan.rule_ids if rule.tier_ids]
            # A leader's rule is shown to who leads: whom it paid something.
            rules = [rule for rule in rules if rule.beneficiary == "seller" or rule in sums]
            found += [self._describe_tiers(plan, rule, [rule], user, today, sums) for rule in rules]
            if plan.tier_ids:
                own = plan.rule_ids.filtered(lambda rule: rule._get_bucket_owner()[0] == "plan")
                found.append(self._describe_tiers(plan, None, own, user, today, sums))
        return found

    def _get_period_sums(self, user, plans, today):
        """:return: ``{rule: (base, revenue, amount)}`` of the period of today, each by its plan's"""
        firsts = {plan: get_period(today, plan.period)[0] for plan in plans}
        rows = self.env["p2it.commission.entry"]._read_group(
            [
                ("user_id", "=", user.id),
                ("plan_id", "in", plans.ids),
                ("period_start", "in", list(set(firsts.values()))),
            ],
            ["plan_id", "rule_id", "period_start:day"],
            ["base:sum", "revenue:sum", "amount:sum"],
        )
        return {rule: sums for plan, rule, first, *sums in rows if first == firsts[plan]}

    def _describe_tiers(self, plan, rule, counted, user, today, sums):
        """:param rule: whose tiers, the plan's if None
        :param counted: the rules whose entries count in the total
        """
        first, _following = get_period(today, plan.period)
        found = [sums[one] for one in counted if one in sums]
        total = sum(base if rule else revenue for base, revenue, _amount in found)
        tiers, target = plan.sudo()._get_tiers(user, first, rule)  # sudo: the person's own target
        following = tiers.get_next_step(total)
        owner = rule or plan
        return {
            "name": owner.display_name,
            "period_start": fields.Date.to_string(first),
            "is_money": not rule or rule.base != "quantity",
            "achieved": total,
            "target": target,
            "lacks_target": not target and "target" in owner.tier_ids.mapped("threshold_kind"),
            "amount": sum(amount for _base, _revenue, amount in found),
            "value": float(tiers.get_step(total)[1].value),
            "next_start": float(following.start) if following else 0,
            "next_value": float(following.value) if following else 0,
            "brings": self._get_gain(tiers, rule, total, following),
        }

    def _get_gain(self, tiers, rule, total, following):
        """:return: what reaching the next tier would pay more than now; nothing to say for accelerators"""
        if not following or not rule:
            return 0
        scale = 1 if rule.base == "quantity" else 100
        return round(
            float(tiers.get_commission(following.start) - tiers.get_commission(round(total))) / scale
        )

    def _get_last_entries(self, user, company):
        entries = self.env["p2it.commission.entry"].search(
            [("user_id", "=", user.id), ("company_id", "=", company.id)], limit=15
        )
        return [
            {
                "id": entry.id,
                "date": fields.Date.to_string(entry.date),
                "origin": entry.origin,
                "customer": entry.partner_id.sudo().name or "",  # sudo: who paid may be nobody's by now
                "amount": entry.amount,
                "text": entry.explanation,
            }
            for entry in entries
        ]
