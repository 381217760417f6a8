from ast import literal_eval
from functools import lru_cache

import pytz
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..domain.promotion_engine import evaluate
from ..domain.promotion_facts import (
    Basket,
    BasketLine,
    Buyer,
    Terms,
    Usage,
    exact,
    half_up,
    net_returns,
)
from ..pricing import TERMS, PriceBook, get_buyer
from .sale_order_refresh import get_confirming


class _History:
    """Earlier purchases of a customer, looked up for the programs that ask for them."""

    def __init__(self, order, programs):
        self._order = order
        self._programs = {program.id: program for program in programs}
        self._found = {}

    def get(self, program_id, _default=()):
        program = self._programs[program_id]
        period = (program.date_from, program.date_to)
        if period not in self._found:
            self._found[period] = self._order._get_promotion_history(program)
        return self._found[period]


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
        # What a confirmed order has stays its own when the program is archived afterwards.
        kept = self._get_promotion_lines().sudo().reward_id.program_id  # sudo: whoever sells
        kept = kept.filtered(lambda program: program.is_automatic and not program.active)
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
        moment = self.promotion_date or self.date_order or fields.Datetime.now()
        if self.state == "sale":
            return moment
        return max(moment, self._origin.create_date or moment)

    def _get_confirmation_moment(self):
        """:return: the moment whose promotions a confirmation takes: never one that is still to come"""
        now = fields.Datetime.now()
        return min(self._get_promotion_moment(), now) if self._is_offer_open() else now

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
            if line.product_uom_qty and line.price_unit >= 0
        ]
        return Basket(net_returns(facts))

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

    # ---- the buyer ----

    def _prepare_promotion_buyer(self, programs):
        """:rtype: Buyer"""
        buyer = get_buyer(self.partner_id)
        return Buyer(
            group_ids=frozenset(buyer.group_path),
            area_ids=frozenset(buyer.area_path),
            team_id=self.team_id._origin.id or 0,
            pricelist_id=self.pricelist_id._origin.id or 0,
            is_first_order=any(program.first_order_only for program in programs) and self._is_first_order(),
            usage=self._get_promotion_usage([program.id for program in programs if program.has_limits]),
            history=_History(self, programs),
        )

    def _get_earlier_orders_domain(self):
        """:return: domain of the customer's other confirmed orders"""
        customer = self.partner_id.commercial_partner_id._origin
        # Of several orders confirmed in one call those before this one are not written yet.
        domain = Domain("state", "=", "sale") | Domain("id", "in", list(get_confirming(self.env)))
        domain &= Domain("partner_id", "child_of", customer.ids) & Domain("id", "not in", self._origin.ids)
        if self.state == "sale":
            # What the customer ordered afterwards doesn't make this one any later.
            domain &= Domain("date_order", "<", self.date_order)
        return domain

    def _is_first_order(self):
        if not self.partner_id:
            return False
        # sudo: orders of other sellers count too
        return not self.sudo().search_count(self._get_earlier_orders_domain(), limit=1)

    def _get_promotion_usage(self, program_ids):
        """Read what other confirmed orders took, in one query.

        :return: ``{program: Usage}``
        """
        if not program_ids:
            return {}
        self.env["p2it.promotion.use"].flush_model()
        query = SQL(
            """
            SELECT program_id, SUM(uses), SUM(amount), COALESCE(SUM(uses) FILTER (WHERE partner_id = %s), 0)
              FROM p2it_promotion_use
             WHERE program_id IN %s AND order_id IS DISTINCT FROM %s
             GROUP BY program_id
            """,
            self.partner_id.commercial_partner_id._origin.id or None,
            tuple(program_ids),
            self._origin.id or None,
        )
        return {
            program_id: Usage(uses, customer_uses, float(amount))
            for program_id, uses, amount, customer_uses in self.env.execute_query(query)
        }

    def _get_promotion_history(self, program):
        """Read what the customer bought within the program's dates, in one query.

        :return: lines, with amounts in units of this order's currency
        :rtype: tuple of BasketLine
        """
        zone = pytz.timezone(self._get_program_timezone())
        domain = self._get_earlier_orders_domain()
        if program.date_from:
            domain &= Domain("date_order", ">=", _to_utc(program.date_from, zone))
        if program.date_to:
            domain &= Domain("date_order", "<", _to_utc(fields.Date.add(program.date_to, days=1), zone))
        # sudo: orders of other sellers count too
        groups = (
            self.env["sale.order.line"]
            .sudo()
            ._read_group(
                [
                    ("order_id", "any", domain),
                    ("reward_id", "=", False),
                    ("display_type", "=", False),
                    ("is_downpayment", "=", False),
                    ("product_uom_qty", ">", 0),
                ],
                ["product_id", "product_uom_id", "currency_id"],
                ["product_uom_qty:sum", "price_subtotal:sum", "price_total:sum"],
            )
        )
        return tuple(
            self._prepare_history_line(-number, *group) for number, group in enumerate(groups, start=1)
        )

    def _prepare_history_line(self, key, product, unit, currency, quantity, untaxed, total):
        rate = currency._get_conversion_rate(
            currency,
            self.currency_id,
            self.company_id or self.env.company,
            self.date_order or fields.Date.today(),
        )
        rounding = self.currency_id.rounding or 1.0
        untaxed, total = (half_up(f"{amount * rate / rounding:.6f}") for amount in (untaxed, total))
        quantity = unit._compute_quantity(quantity, product.uom_id, round=False, raise_if_failure=False)
        return BasketLine(
            key=key,
            quantity=exact(quantity),
            amount=untaxed,
            untaxed=untaxed,
            total=total,
            **product._prepare_promotion_facts(),
        )


def get_chosen(choices, kind):
    """:return: ``{id: id}`` of what somebody chose; nothing of what is no such thing"""
    chosen = choices.get(kind) if isinstance(choices, dict) else None
    if not isinstance(chosen, dict):
        return {}
    return {
        int(key): value for key, value in chosen.items() if str(key).isdecimal() and isinstance(value, int)
    }


def _to_utc(day, zone):
    midnight = zone.localize(fields.Datetime.to_datetime(day))
    return midnight.astimezone(pytz.utc).replace(tzinfo=None)
