"""What promotions are judged by: the basket, the buyer, the moment and the programs, without a database.

Money of a basket is counted in whole units of its currency's rounding (đồng, cents), so that sums are exact;
money of programs is in their own currency, until :meth:`Terms.to_units` converts it.
Quantities are in the product's own unit of measure.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

QUANTITY_DIGITS = 6
"""Digits that quantities and points are compared with, below any unit's own rounding."""


def exact(value):
    """:return: a float without the dust of its sums"""
    return round(value, QUANTITY_DIGITS)


def half_up(value):
    """:param Decimal value: any number
    :return: the nearest integer, halves away from zero
    """
    return int(Decimal(value).to_integral_value(rounding=ROUND_HALF_UP))


@dataclass(frozen=True)
class BasketLine:
    """A bought line; gifts, discounts, freight and down payments are none.

    ``amount`` is what discounts are taken from (price × quantity less the line's own discount), ``untaxed``
    and ``total`` what minimum amounts are measured by, ``floor`` the least the line may be sold for.
    """

    key: int
    product_id: int
    quantity: float
    amount: int
    untaxed: int
    total: int
    tax_key: tuple = ()
    template_id: int = 0
    categories: tuple = ()
    tags: frozenset = frozenset()
    floor: int | None = None

    @property
    def unit_price(self):
        return self.amount / self.quantity if self.quantity else 0.0

    def scale(self, quantity):
        """:return: the same line of another quantity, its money in proportion, rounded down"""
        part = quantity / self.quantity
        money = {
            name: int(getattr(self, name) * part)
            for name in ("amount", "untaxed", "total", "floor")
            if getattr(self, name) is not None
        }
        return replace(self, quantity=quantity, **money)

    @property
    def order(self):
        """Sort key that does not depend on where the line stands, but for lines that are alike."""
        facts = (self.product_id, self.amount, self.quantity, self.tax_key, self.untaxed, self.total)
        return (*facts, -1 if self.floor is None else self.floor, self.key)


def net_returns(lines):
    """Take what is given back off what is bought: 10 and −9 of a product are one.

    :param lines: facts of lines, those of returned goods with negative quantities
    :return: tuple of lines with positive quantities only
    """
    returned = defaultdict(float)
    for line in lines:
        if line.quantity < 0:
            returned[line.product_id] -= line.quantity
    kept = []
    for line in sorted(lines, key=lambda line: line.order):
        if line.quantity <= 0:
            continue
        less = min(returned[line.product_id], line.quantity)
        returned[line.product_id] -= less
        if less < line.quantity:
            kept.append(line.scale(exact(line.quantity - less)) if less else line)
    return tuple(kept)


def fit_into(lines, total):
    """Let lines be worth no more than what the order is worth: other lines may have taken something off.

    :param int total: worth of the order before promotions, in units of the currency
    :return: tuple of the lines, what discounts are taken from in proportion
    """
    worth = sum(line.amount for line in lines)
    if worth <= max(total, 0):
        return tuple(lines)
    total = max(total, 0)
    return tuple(replace(line, amount=line.amount * total // worth) for line in lines)


@dataclass(frozen=True)
class Basket:
    """The bought lines of one order, found by product, category and tag."""

    lines: tuple = ()

    @cached_property
    def sorted_lines(self):
        return tuple(sorted(self.lines, key=lambda line: line.order))

    @cached_property
    def index(self):
        """:return: ``{("product" | "category" | "tag", id): [positions of lines]}``"""
        index = defaultdict(list)
        for position, line in enumerate(self.sorted_lines):
            index["product", line.product_id].append(position)
            for category in line.categories:
                index["category", category].append(position)
            for tag in line.tags:
                index["tag", tag].append(position)
        return index

    @property
    def amount(self):
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True)
class Selector:
    """Which products a rule or a reward means: one of them, of the category or tag, and of the domain."""

    product_ids: frozenset = frozenset()
    category_id: int = 0
    tag_id: int = 0
    domain: str = ""

    def pick(self, basket, terms):
        """:return: the lines of the basket that are meant, in the basket's own order"""
        lines = basket.sorted_lines
        if self.product_ids or self.category_id or self.tag_id:
            keys = [("product", product) for product in self.product_ids]
            keys += [("category", self.category_id), ("tag", self.tag_id)]
            found = {position for key in keys for position in basket.index.get(key, ())}
            lines = [lines[position] for position in sorted(found)]
        if self.domain and lines:
            meant = terms.match_domain(self.domain, frozenset(line.product_id for line in lines))
            lines = [line for line in lines if line.product_id in meant]
        return lines


@dataclass(frozen=True)
class Rule:
    """A criterion; ``per`` says what earns points: ``order``, ``unit`` or ``money``."""

    id: int
    selector: Selector = Selector()
    minimum_qty: float = 0
    minimum_amount: float = 0
    tax_included: bool = True
    distinct_products: int = 0
    points: float = 1
    per: str = "order"


@dataclass(frozen=True)
class Reward:
    """What a program gives; ``mode``, ``scope`` as in Odoo, and ``fixed_price`` per unit of the product."""

    id: int
    required_points: float = 1
    kind: str = "discount"
    mode: str = "percent"
    scope: str = "order"
    discount: float = 0
    fixed_price: float = 0
    max_amount: float = 0
    selector: Selector = Selector()
    product_ids: tuple = ()
    quantity: float = 1


@dataclass(frozen=True)
class Program:
    """An automatic program; empty audiences mean everybody, ``None`` limits mean no limit."""

    id: int
    rules: tuple = ()
    rewards: tuple = ()
    priority: int = 0
    sequence: int = 0
    currency_id: int = 0
    date_from: date | None = None
    date_to: date | None = None
    group_ids: frozenset = frozenset()
    area_ids: frozenset = frozenset()
    team_ids: frozenset = frozenset()
    pricelist_ids: frozenset = frozenset()
    first_order_only: bool = False
    weekdays: frozenset = frozenset()
    hour_from: float = 0
    hour_to: float = 0
    match_all: bool = False
    reward_mode: str = "every"
    accumulate: bool = False
    stacking: str = "stack"
    budget: float | None = None
    max_uses: int | None = None
    max_uses_per_customer: int | None = None

    @property
    def order(self):
        """Programs are taken in this order: priority, then sequence, then age."""
        return (self.priority, self.sequence, self.id)

    @property
    def is_contended(self):
        """Whether another order confirmed at the same time may take it away."""
        return self.has_limits or self.first_order_only

    @property
    def has_limits(self):
        return (self.budget, self.max_uses, self.max_uses_per_customer) != (None, None, None)


@dataclass(frozen=True)
class Usage:
    """What other confirmed orders have taken of a program, ``budget`` in its currency."""

    uses: int = 0
    customer_uses: int = 0
    budget: float = 0


@dataclass(frozen=True)
class Buyer:
    """Who buys: group and area with all above them, and what came before this order."""

    group_ids: frozenset = frozenset()
    area_ids: frozenset = frozenset()
    team_id: int = 0
    pricelist_id: int = 0
    is_first_order: bool = False
    usage: Mapping = field(default_factory=dict)
    history: Mapping = field(default_factory=dict)
    """``{program: lines bought in confirmed orders within the program's dates}``, where it accumulates."""


def _no_products(_domain, _product_ids):
    return frozenset()


def _no_price(_product_id):
    return 0


@dataclass(frozen=True)
class Terms:
    """The moment, the currency, and what the outside answers when asked."""

    moment: datetime
    rounding: float = 1.0
    rates: Mapping = field(default_factory=dict)
    """``{currency of programs: value of one of it in the order's}``; 1 where it does not say."""
    choices: Mapping = field(default_factory=dict)
    """``{program: reward chosen}``"""
    gift_choices: Mapping = field(default_factory=dict)
    """``{reward: product chosen}``"""
    match_domain: Callable = _no_products
    """``(domain, products) -> those of the products the domain finds``"""
    gift_price: Callable = _no_price
    """``(product) -> what one of it costs``, in the order's currency"""

    def to_units(self, amount, currency_id=None):
        """:return: money in whole units of the order's currency"""
        rate = self.rates.get(currency_id, 1)
        return half_up(Decimal(repr(amount)) * Decimal(repr(rate)) / Decimal(repr(self.rounding)))
