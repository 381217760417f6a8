"""Which price rule holds for a product, a buyer and a quantity: the one declaration of precedence.

Plain Python: facts go in, a rule or the reason of its loss comes out. Quantities are in the product's own
(standard) unit; dates are naive UTC as Odoo stores them; trees are tuples of ids, nearest first.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from .promotion_facts import exact

VARIANT, PRODUCT, CATEGORY, EVERYTHING = range(4)
"""What a rule applies to, from specific to general."""

PRECEDENCE = ("target", "group", "area", "quantity", "category", "newest")
"""From specific to general, each deciding only between rules that the ones before leave equal.

``target``: a variant before a product before a category before all products; ``group`` and ``area``: the
nearest of the customer's first, no group or area last; ``quantity``: the highest minimum reached;
``category``: the nearest of the product's; ``newest``: the rule entered last. Without groups and areas this
is Odoo's own order, but that of two categories reached at the same quantity Odoo takes the one entered
last, this the nearest one.
"""

_FAR = 1_000_000


class Loss(Enum):
    """Why a rule does not hold, in the order in which it is asked."""

    OTHER_PRODUCT = "other_product"
    NOT_YET = "not_yet"
    OVER = "over"
    OTHER_GROUP = "other_group"
    OTHER_AREA = "other_area"
    TOO_FEW = "too_few"
    LESS_SPECIFIC = "less_specific"


class Rule(NamedTuple):
    """What decides whether and how early a rule holds; ``False`` and ``None`` mean “any”.

    :param basis: what ``min_quantity`` counts: ``line``, ``product`` or ``category`` over the order
    """

    id: int
    target: int
    product_id: int | bool = False
    template_id: int | bool = False
    category_id: int | bool = False
    group_id: int | bool = False
    area_id: int | bool = False
    min_quantity: float = 0.0
    basis: str = "line"
    date_from: datetime | bool = False
    date_to: datetime | bool = False


class Product(NamedTuple):
    """A product as rules see it. ``product_id`` is ``False`` for a product of several variants."""

    product_id: int | bool
    template_id: int
    category_path: tuple = ()


class Buyer(NamedTuple):
    """Whom a price is for: the customer's groups and areas, nearest first.

    A customer who belongs to several groups has them all here: ``group_path`` is the groups entered for
    the customer, then those above them, level by level, each once.
    """

    group_path: tuple = ()
    area_path: tuple = ()


@dataclass
class Quantities:
    """What is bought, in each product's own unit: this line, and over the whole order.

    A category counts everything below it; different units below one category add up as they are.
    """

    line: float = 0.0
    by_template: dict = field(default_factory=dict)
    by_category: dict = field(default_factory=dict)

    def of(self, rule, product):
        """:return: the quantity that the rule's minimum is compared with, without the dust of sums"""
        over_order = 0.0
        if rule.basis == "product":
            over_order = self.by_template.get(product.template_id, 0.0)
        elif rule.basis == "category":
            category_id = rule.category_id or (product.category_path[:1] or (False,))[0]
            over_order = self.by_category.get(category_id, 0.0)
        return exact(max(self.line, over_order) if rule.basis != "line" else self.line)


def add_quantities(rows):
    """Add up an order's lines for the rules that count over the order.

    :param rows: pairs of a :class:`Product` and a quantity in its own unit
    :return: ``(by_template, by_category)``
    """
    by_template, by_category = {}, {}
    for product, quantity in rows:
        by_template[product.template_id] = by_template.get(product.template_id, 0.0) + quantity
        for category_id in product.category_path:
            by_category[category_id] = by_category.get(category_id, 0.0) + quantity
    return by_template, by_category


def widen(paths):
    """Join several ways up a tree into one, nearest first, each node once.

    :param paths: tuples of ids, each from a node upwards
    :return: a tuple: all nodes' own ids, then all their parents', and so on
    """
    result = {}
    for level in range(max(map(len, paths), default=0)):
        for path in paths:
            if level < len(path):
                result.setdefault(path[level])
    return tuple(result)


def is_for(rule, product):
    """:return: whether the rule speaks of this product, whoever buys how many"""
    if rule.target == VARIANT:
        return bool(product.product_id) and rule.product_id == product.product_id
    if rule.target == PRODUCT:
        return rule.template_id == product.template_id
    if rule.target == CATEGORY:
        return rule.category_id in product.category_path
    return True


def find_loss(rule, product, buyer, quantities, moment):
    """Tell why a rule does not hold.

    :param moment: naive UTC datetime of the order
    :return: a :class:`Loss`, or ``None`` when the rule may hold
    """
    if not is_for(rule, product):
        return Loss.OTHER_PRODUCT
    if rule.date_from and rule.date_from > moment:
        return Loss.NOT_YET
    if rule.date_to and rule.date_to < moment:
        return Loss.OVER
    if rule.group_id and rule.group_id not in buyer.group_path:
        return Loss.OTHER_GROUP
    if rule.area_id and rule.area_id not in buyer.area_path:
        return Loss.OTHER_AREA
    if rule.min_quantity and quantities.of(rule, product) < exact(rule.min_quantity):
        return Loss.TOO_FEW
    return None


def get_rank(rule, product, buyer):
    """Say how early a rule is asked: the smallest of those that may hold wins. See ``PRECEDENCE``.

    :return: a tuple to sort by, its places named by ``PRECEDENCE``
    """
    return (
        rule.target,
        _get_place(rule.group_id, buyer.group_path),
        _get_place(rule.area_id, buyer.area_path),
        -(rule.min_quantity or 0.0),
        _get_place(rule.category_id, product.category_path),
        -rule.id,
    )


def _get_place(node_id, path):
    if not node_id:
        return _FAR
    return path.index(node_id) if node_id in path else _FAR + 1


def rank(rules, product, buyer):
    """:return: the rules that are for this product, in the order in which they are asked"""
    fitting = [rule for rule in rules if is_for(rule, product)]
    return sorted(fitting, key=lambda rule: get_rank(rule, product, buyer))


def find_winner(ranked, product, buyer, quantities, moment, accepts=None):
    """Find the rule that holds.

    :param ranked: what :func:`rank` returned for this product and buyer
    :param accepts: a last word on a rule by somebody else, or ``None``
    :return: a :class:`Rule` or ``None``
    """
    for rule in ranked:
        if find_loss(rule, product, buyer, quantities, moment) is None and (not accepts or accepts(rule)):
            return rule
    return None


class Verdict(NamedTuple):
    """What became of a rule: ``loss`` is ``None`` for the winner; ``decided_by`` is one of ``PRECEDENCE``."""

    rule: Rule
    loss: Loss | None
    decided_by: str | None = None
    missing: float = 0.0


def judge(rules, product, buyer, quantities, moment, accepts=None):
    """Explain a price: every rule that is for this product, the winner first.

    :return: list of :class:`Verdict`: the winner, then what would come next, then what does not hold
    """
    ranked = rank(rules, product, buyer)
    winner = find_winner(ranked, product, buyer, quantities, moment, accepts)
    verdicts = []
    for rule in ranked:
        if rule is winner:
            verdicts.append(Verdict(rule, None))
            continue
        loss = find_loss(rule, product, buyer, quantities, moment)
        if loss is None and winner:
            decided = find_difference(winner, rule, product, buyer)
            verdicts.append(Verdict(rule, Loss.LESS_SPECIFIC, decided))
        elif loss is not None:
            lacking = exact(rule.min_quantity - quantities.of(rule, product))
            missing = lacking if loss is Loss.TOO_FEW else 0.0
            verdicts.append(Verdict(rule, loss, missing=missing))
    order = {None: 0, Loss.LESS_SPECIFIC: 1}
    return sorted(verdicts, key=lambda verdict: order.get(verdict.loss, 2))


def find_difference(winner, loser, product, buyer):
    """:return: the first name of ``PRECEDENCE`` in which the two rules differ"""
    pairs = zip(get_rank(winner, product, buyer), get_rank(loser, product, buyer), strict=True)
    return next(name for name, (ours, theirs) in zip(PRECEDENCE, pairs, strict=True) if ours != theirs)
