from odoo import api, models
from odoo.tools import ormcache

from ..domain.promotion_facts import Program, Reward, Rule, Selector

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class LoyaltyProgram(models.Model):
    """Automatic programs as facts of the pure rules, compiled once per company."""

    _inherit = "loyalty.program"

    @api.model
    @ormcache("company_id")
    def _get_automatic_facts(self, company_id):
        """Compile the programs that may apply in a company, whatever the day.

        :return: the facts, in the order in which they are taken
        :rtype: tuple of Program
        """
        company = self.env["res.company"].sudo().browse(company_id)  # sudo: the parent of a branch
        # sudo: programs hold for whoever sells or buys. What is kept must not depend on who asks first.
        programs = (
            self.sudo()
            .with_context(active_test=True)
            .search(
                [
                    ("is_automatic", "=", True),
                    ("sale_ok", "=", True),
                    *self._check_company_domain([company.id, company.parent_id.id]),
                ]
            )
        )
        return programs._compile_facts()

    def _compile_facts(self):
        """:return: the facts of these programs, in the order in which they are taken"""
        return tuple(sorted((program._prepare_facts() for program in self), key=lambda facts: facts.order))

    def _prepare_facts(self):
        """:rtype: Program"""
        self.ensure_one()
        # An archived group or product is still whom or what the program is for: without it, it were for all.
        meant = self.with_context(active_test=False)
        # Archiving a program archives what it is made of.
        made_of = self if self.active else meant
        days = frozenset(number for number, day in enumerate(_WEEKDAYS) if self[f"on_{day}"])
        return Program(
            self.id,
            rules=tuple(rule._prepare_facts() for rule in made_of.rule_ids),
            rewards=tuple(reward._prepare_facts() for reward in made_of.reward_ids),
            priority=self.priority,
            sequence=self.sequence,
            currency_id=self.currency_id.id,
            date_from=self.date_from or None,
            date_to=self.date_to or None,
            group_ids=frozenset(meant.customer_group_ids.ids),
            area_ids=frozenset(meant.area_ids.ids),
            team_ids=frozenset(meant.team_ids.ids),
            pricelist_ids=frozenset(meant.pricelist_ids.ids),
            first_order_only=self.first_order_only,
            weekdays=days,
            hour_from=self.hour_from,
            hour_to=self.hour_to,
            match_all=self.match_mode == "all",
            reward_mode=self.reward_mode,
            accumulate=self.accumulate,
            stacking=self.stacking,
            budget=self.budget_amount or None,
            max_uses=self.max_usage if self.limit_usage else None,
            max_uses_per_customer=self.max_usage_per_customer or None,
        )


class LoyaltyRule(models.Model):
    """Extends ``loyalty.rule`` with its facts."""

    _inherit = "loyalty.rule"

    def _prepare_facts(self):
        """:rtype: Rule"""
        self.ensure_one()
        meant = self.with_context(active_test=False)
        return Rule(
            self.id,
            Selector(
                frozenset(meant.product_ids.ids),
                self.product_category_id.id or 0,
                self.product_tag_id.id or 0,
                _get_domain(self.product_domain),
            ),
            minimum_qty=self.minimum_qty,
            minimum_amount=self.minimum_amount,
            tax_included=self.minimum_amount_tax_mode == "incl",
            distinct_products=self.minimum_distinct_products,
            points=self.reward_point_amount,
            per=self.reward_point_mode,
        )


class LoyaltyReward(models.Model):
    """Extends ``loyalty.reward`` with its facts."""

    _inherit = "loyalty.reward"

    def _prepare_facts(self):
        """:rtype: Reward"""
        self.ensure_one()
        meant = self.with_context(active_test=False)
        return Reward(
            self.id,
            required_points=self.required_points,
            kind=self.reward_type,
            mode=self.discount_mode,
            scope=self.discount_applicability,
            discount=self.discount,
            fixed_price=self.fixed_price,
            max_amount=self.discount_max_amount,
            selector=Selector(
                frozenset(meant.discount_product_ids.ids),
                self.discount_product_category_id.id or 0,
                self.discount_product_tag_id.id or 0,
                _get_domain(self.discount_product_domain),
            ),
            product_ids=tuple(self.reward_product_ids.filtered("active").ids),
            quantity=self.reward_product_qty,
        )


def _get_domain(text):
    return "" if not text or text == "[]" else text
