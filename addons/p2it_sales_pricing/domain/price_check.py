"""What is wrong with a pricelist: rules that can never win, that overlap, or that cost more for more.

Plain Python over the facts of ``price_rules.py``. Moments are whole seconds, as Odoo stores them, and count
from the moment of the check on: what a rule did in the past is no finding. The cost grows with the number
of rules (n log n), not with the number of pairs.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from .periods import EVER, Periods
from .price_rules import CATEGORY, EVERYTHING, PRODUCT, VARIANT

_WIDER = {"line": ("line",), "product": ("line", "product"), "category": ("line", "category")}
"""Whose place a rule can take, by what both count: the order has at least what the line has."""

_LOOKS = 50
"""How many rules a rule is compared with at most where any one finding is enough."""


class Kind(Enum):
    """What a finding says, the gravest first."""

    NEVER_WINS = "never_wins"
    NO_PERIOD = "no_period"
    GONE = "gone"
    OVERLAP = "overlap"
    DEARER_STEP = "dearer_step"
    DEARER_THAN_GENERAL = "dearer_than_general"
    ENDED = "ended"


class Worth(NamedTuple):
    """What a rule charges, as far as it can be compared.

    :param amount: price per the product's own unit, for a rule of one product; ``None`` when it isn't known
    :param share: price divided by what it is based on, for a rule that is nothing but a discount
    :param base: what ``share`` is a part of; only shares of the same can be compared
    :param list_price: of the rule's product, in the list's currency
    """

    amount: float | None = None
    share: float | None = None
    base: object = None
    list_price: float | None = None


class Finding(NamedTuple):
    """:param other_id: the rule it is about besides; ``others`` counts those that do it together"""

    kind: Kind
    rule_id: int
    other_id: int | None = None
    others: int = 0


@dataclass
class Shop:
    """What the check knows besides the rules.

    :param moment: naive UTC datetime of the check
    :param worth: ``{rule id: Worth}``
    :param gone: ids of rules whose product, category, group or area is archived
    :param only_variants: ``{product template id: id of its only variant}``
    :param category_paths: ``{product template id: ids of its categories, nearest first}``
    :param group_paths: ``{group id: ids of the group and those above it}``; ``area_paths`` likewise
    """

    moment: datetime
    worth: dict = field(default_factory=dict)
    gone: frozenset = frozenset()
    only_variants: dict = field(default_factory=dict)
    category_paths: dict = field(default_factory=dict)
    group_paths: dict = field(default_factory=dict)
    area_paths: dict = field(default_factory=dict)

    def get_period(self, rule):
        """:return: first and last moment, from the check on, at which a rule may hold"""
        return max(rule.date_from or self.moment, self.moment), rule.date_to or EVER


def check(rules, shop):
    """Find what is wrong with the rules of one pricelist.

    A rule that is found never to win wins for no product, buyer and quantity at any moment from now on. A
    rule that is found neither idle (ended, gone, without a period) nor beaten does win for some product of
    its target, some buyer and some quantity, unless that product's single variant has rules of its own.

    :return: list of :class:`Finding`, the gravest first, those of one kind in the order of the rules
    """
    rules = list(rules)
    idle = {finding.rule_id: finding for finding in _find_idle(rules, shop)}
    alive = [rule for rule in rules if rule.id not in idle]
    beaten = {finding.rule_id: finding for finding in find_beaten(alive, shop)}
    active = [rule for rule in alive if rule.id not in beaten]
    findings = [
        *idle.values(),
        *beaten.values(),
        *_find_overlaps(active, shop),
        *_find_dearer_steps(active, shop),
        *_find_dearer_than_general(active, shop),
    ]
    places = {rule.id: place for place, rule in enumerate(rules)}
    gravity = {kind: place for place, kind in enumerate(Kind)}
    return sorted(findings, key=lambda found: (gravity[found.kind], places[found.rule_id]))


def get_target(rule):
    """:return: what a rule applies to, to compare with another's"""
    ids = {VARIANT: rule.product_id, PRODUCT: rule.template_id, CATEGORY: rule.category_id}
    return rule.target, ids.get(rule.target, False)


def get_audience(rule):
    """:return: what a rule applies to and for whom"""
    return (*get_target(rule), rule.group_id, rule.area_id)


def get_basis(rule):
    """:return: what the minimum counts; a rule without one holds whatever counts"""
    return rule.basis if rule.min_quantity else None


def _find_idle(rules, shop):
    for rule in rules:
        if rule.date_from and rule.date_to and rule.date_from > rule.date_to:
            yield Finding(Kind.NO_PERIOD, rule.id)
        elif rule.date_to and rule.date_to < shop.moment:
            yield Finding(Kind.ENDED, rule.id)
        elif rule.id in shop.gone:
            yield Finding(Kind.GONE, rule.id)


def find_beaten(rules, shop):
    """Find rules that never win, because others hold whenever they do and are asked first.

    Asked first among rules of the same target, group, area and minimum is the newest. A product of one
    variant has besides the rules of this variant, which are asked first whatever their minimum.
    """
    newer = defaultdict(lambda: defaultdict(Periods))
    found = {}
    # A variant's rules first, and those of one product from new to old: what is met is asked before.
    for rule in sorted(rules, key=lambda rule: (rule.target, -rule.id)):
        start, end = shop.get_period(rule)
        key, basis = (*get_audience(rule), rule.min_quantity or 0.0), get_basis(rule)
        for place in (key, *_get_variant_places(rule, shop)):
            cover = newer[place][basis].find_cover(start, end) if place in newer else None
            if cover:
                found[rule.id] = Finding(Kind.NEVER_WINS, rule.id, *cover)
                break
        for narrower in (None, *_WIDER) if basis is None else _WIDER[basis]:
            newer[key][narrower].add(start, end, rule.id)
    return [found[rule.id] for rule in rules if rule.id in found]


def _get_variant_places(rule, shop):
    """:return: where rules are kept that are for a product's only variant and hold when its rule does"""
    variant = rule.target == PRODUCT and shop.only_variants.get(rule.template_id)
    if not variant:
        return ()
    return [
        (VARIANT, variant, group, area, minimum)
        for group in {rule.group_id, False}
        for area in {rule.area_id, False}
        for minimum in {rule.min_quantity or 0.0, 0.0}
    ]


def _meet(first, second):
    return first[0] <= second[1] and second[0] <= first[1]


def _find_overlaps(rules, shop):
    """Find rules that hold at the same time at different prices, where only the newest is asked.

    Of many that overlap each is reported with one that does.
    """
    alike = defaultdict(list)
    for rule in rules:
        alike[(*get_audience(rule), rule.min_quantity or 0.0, get_basis(rule))].append(rule)
    for bucket in alike.values():
        running = []  # the two periods of different worth that end last, among those begun before
        for rule in sorted(bucket, key=lambda rule: (shop.get_period(rule)[0], rule.id)):
            start, end = shop.get_period(rule)
            worth = shop.worth.get(rule.id)
            met = next((r for e, w, r in running if e >= start and (w is None or w != worth)), None)
            if met:
                older, newest = sorted((rule, met), key=lambda one: one.id)
                yield Finding(Kind.OVERLAP, older.id, newest.id, 1)
            running = _keep_longest([*running, (end, worth, rule)])


def _keep_longest(running):
    running.sort(key=lambda entry: entry[0], reverse=True)
    other = next((entry for entry in running[1:] if entry[1] is None or entry[1] != running[0][1]), None)
    return [running[0], other] if other else running[:1]


def compare(general, specific, shop):
    """Compare what two rules charge for the product of the second.

    :return: the first one's price less the second one's, or ``None`` when they can't be compared
    """
    ours, theirs = shop.worth.get(general.id), shop.worth.get(specific.id)
    if not ours or not theirs:
        return None
    if ours.amount is not None and theirs.amount is not None:
        return ours.amount - theirs.amount
    if ours.share is not None and theirs.share is not None and ours.base == theirs.base:
        return ours.share - theirs.share
    if (
        ours.share is not None
        and ours.base == "list_price"
        and None not in (theirs.amount, theirs.list_price)
    ):
        return ours.share * theirs.list_price - theirs.amount
    return None


def _is_dearer(rule, other, shop):
    """:return: whether a rule charges more than another, by more than the digits that are lost on the way"""
    difference = compare(other, rule, shop)
    return difference is not None and difference < -1e-9


def _find_dearer_steps(rules, shop):
    """Find steps of a scale that cost more than the step below, which fewer are sold at."""
    scales = defaultdict(lambda: defaultdict(list))
    for rule in rules:
        # A scale that counts over the order is one, whatever its first step counts.
        scales[(*get_audience(rule), get_basis(rule) or "line")][rule.min_quantity or 0.0].append(rule)
    for scale in scales.values():
        minima = sorted(scale)
        for below, minimum in pairwise(minima):
            cheaper = sorted(scale[below], key=lambda rule: -rule.id)[:_LOOKS]
            for rule in scale[minimum]:
                period = shop.get_period(rule)
                for other in cheaper:
                    if _meet(period, shop.get_period(other)) and _is_dearer(rule, other, shop):
                        yield Finding(Kind.DEARER_STEP, rule.id, other.id, 1)
                        break


def _find_dearer_than_general(rules, shop):
    """Find rules that cost a customer more than a more general rule, which everybody else pays by.

    Compared are the quantities at which the specific rule is asked: up to the next step of its own scale.
    """
    minima, general = defaultdict(set), defaultdict(list)
    for rule in rules:
        minima[get_audience(rule)].add(rule.min_quantity or 0.0)
        general[get_audience(rule)].append(rule)
    steps = {audience: sorted(found) for audience, found in minima.items()}
    for rule in rules:
        audience = get_audience(rule)
        place = bisect_right(steps[audience], rule.min_quantity or 0.0)
        limit = steps[audience][place] if place < len(steps[audience]) else float("inf")
        other = _find_cheaper(rule, limit, general, shop)
        if other:
            yield Finding(Kind.DEARER_THAN_GENERAL, rule.id, other.id, 1)


def _find_cheaper(rule, limit, general, shop):
    """:return: a more general rule that charges less at a quantity below ``limit``, or ``None``"""
    period = shop.get_period(rule)
    for place in _get_general_places(rule, shop):
        for other in general.get(place, ())[:_LOOKS]:
            reached = (other.min_quantity or 0.0) < limit
            if reached and _meet(period, shop.get_period(other)) and _is_dearer(rule, other, shop):
                return other
    return None


def _get_general_places(rule, shop):
    """:return: list of the audiences more general than a rule's, the nearest first, its own left out"""
    targets = [get_target(rule)]
    if rule.target == VARIANT and rule.template_id:
        targets.append((PRODUCT, rule.template_id))
    if rule.target in (VARIANT, PRODUCT):
        targets += [(CATEGORY, node) for node in shop.category_paths.get(rule.template_id, ())]
    if rule.target != EVERYTHING:
        targets.append((EVERYTHING, False))
    groups = _get_way_up(rule.group_id, shop.group_paths)
    areas = _get_way_up(rule.area_id, shop.area_paths)
    places = [(*target, group, area) for target in targets for group in groups for area in areas]
    return [place for place in places if place != get_audience(rule)]


def _get_way_up(node_id, paths):
    return [*paths.get(node_id, (node_id,)), False] if node_id else [False]
