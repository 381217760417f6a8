from ast import literal_eval
from functools import lru_cache
from math import isfinite

import pytz
from odoo import fields, models
from odoo.fields import Domain

from ..domain.promotion_engine import evaluate
from ..domain.promotion_facts import (
    Basket,
    Terms,
    fit_into,
    half_up,
    net_returns,
)
from ..pricing import TERMS, PriceBook


class SaleOrder(models.Model):
    """Extends ``sale.order``: the order as facts of promotions, and what they give for it."""

    _inherit = "sale.order"

    promotion_date = fields.Datetime(
        string="Promotions As Of",
        readonly=True,
        copy=False,
        help="The moment whose promotions the order has. Empty: the order's date.",
    )
    promotion_choices = fields.Json(
        string="Chosen Rewards",
        help="What the customer chose among rewards and gifts; only what is offered counts.",
    )

    # ---- evaluation ----

    def _get_promotion_programs(self):
        """:return: facts of the programs that may apply in the order's company"""
        self.ensure_one()
        company = self.company_id or self.env.company
        programs = self.env["loyalty.program"]
        facts = programs._get_automatic_facts(company.id)
        if self.state != "sale":
            return facts
        # What a confirmed order has stays its own when the program is archived or switched off afterwards.
        kept = self._get_promotion_lines().sudo().reward_id.program_id  # sudo: whoever sells
        kept = kept.filtered(lambda program: not (program.is_automatic and program.active))
        known = {program.id for program in facts}
        return facts + tuple(found for found in kept._compile_facts() if found.id not in known)

    def _evaluate_promotions(self, moment=None):
        """Work out what promotions give for the order as it stands.

        :param datetime moment: in UTC; the order's own moment without it
        :rtype: Outcome
        """
        self.ensure_one()
        programs = self._get_promotion_programs()
        terms = self._prepare_promotion_terms(programs, moment or self._get_promotion_moment())
        return evaluate(
            self._prepare_promotion_basket(), self._prepare_promotion_buyer(programs), terms, programs
        )

    def _get_promotion_moment(self):
        """The order's date while the offer is open, so that tomorrow's recomputing changes nothing.

        A date before the quotation was written is no way back to a program that has ended.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        moment = self.promotion_date or self.date_order or now
        if self.state == "sale":
            return moment
        return min(max(moment, self._origin.create_date or moment), now)

    def _get_confirmation_moment(self):
        """:return: the moment whose promotions a confirmation takes"""
        return self._get_promotion_moment() if self._is_offer_open() else fields.Datetime.now()

    def _get_promoted_lines(self):
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: line._is_promoted())
        return lines - self._get_no_effect_on_threshold_lines()

    def _prepare_promotion_basket(self):
        """:rtype: Basket"""
        lines = self._get_promoted_lines()
        floors = lines._get_floor_amounts()
        facts = [
            line._prepare_promotion_fact(number, floors.get(line))
            for number, line in enumerate(lines)
            if line.product_uom_qty and line.price_unit >= 0 and isfinite(line.price_subtotal)
        ]
        return Basket(fit_into(net_returns(facts), self._get_promotable_amount(lines)))

    def _get_promotable_amount(self, lines):
        """:return: worth of the bought lines, less what other lines take off, in units of the currency"""
        others = self.order_line.filtered(
            lambda line: not line.display_type and not line.reward_id and line.price_subtotal < 0
        )
        rounding = self.currency_id.rounding or 1.0
        worth = sum(line._get_line_worth() for line in lines | others)
        return half_up(f"{worth / rounding:.6f}") if isfinite(worth) else 0

    def _prepare_promotion_terms(self, programs, moment):
        """:rtype: Terms"""
        zone = pytz.timezone(self._get_program_timezone())
        return Terms(
            pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None),
            rounding=self.currency_id.rounding or 1.0,
            rates=self._get_promotion_rates(programs),
            choices=get_chosen(self.promotion_choices, "rewards"),
            gift_choices=get_chosen(self.promotion_choices, "gifts"),
            match_domain=self._match_promotion_domain,
            gift_price=self._price_gifts(),
        )

    def _get_promotion_rates(self, programs):
        """:return: ``{currency of programs: value of one of it in the order's}``"""
        company = self.company_id or self.env.company
        date = self.date_order or fields.Date.context_today(self)
        currencies = self.env["res.currency"].browse({program.currency_id for program in programs})
        return {
            currency.id: currency._get_conversion_rate(currency, self.currency_id, company, date)
            for currency in currencies - self.currency_id
        }

    def _match_promotion_domain(self, domain, product_ids):
        # sudo: a rule's domain holds whatever the seller may read
        products = self.env["product.product"].sudo().browse(sorted(product_ids))
        return frozenset(products.filtered_domain(Domain(literal_eval(domain))).ids)

    def _browse_gift(self, product_id):
        """:return: a product, that is read together with all other gifts and what is on the order"""
        # sudo: a gift is given whoever sells
        product = self.env["product.product"].sudo().browse(product_id)
        return product.with_prefetch([*self.order_line.product_id._origin.ids, *self._get_gift_ids()])

    def _get_gift_ids(self):
        """:return: ids of all products that programs may give"""
        rewards = [reward for program in self._get_promotion_programs() for reward in program.rewards]
        return {product for reward in rewards for product in reward.product_ids}

    def _price_gifts(self):
        """Price gifts as the customer's pricelist does, the rules for all of them read at once.

        :return: a function from a product's id to the price of one, in the order's currency
        """
        company = self.company_id or self.env.company

        @lru_cache
        def get_terms():
            gifts = self.env["product.product"].browse(sorted(self._get_gift_ids()))
            return {TERMS: PriceBook(self.order_line, products=gifts).get_terms(self)}

        @lru_cache
        def get_price(product_id):
            return self.pricelist_id.sudo()._get_product_price(  # sudo: whoever sells
                self._browse_gift(product_id).with_company(company),
                1.0,
                currency=self.currency_id,
                date=self.date_order,
                **get_terms(),
            )

        return get_price


def get_chosen(choices, kind):
    """:return: ``{id: id}`` of what somebody chose; nothing of what is no such thing"""
    chosen = choices.get(kind) if isinstance(choices, dict) else None
    if not isinstance(chosen, dict):
        return {}
    return {
        int(key): value
        for key, value in chosen.items()
        if str(key).isdecimal() and len(str(key)) < 19 and isinstance(value, int)
    }
