"""Whether a program is for this buyer now, and how many points the basket earns it."""

from dataclasses import dataclass
from math import floor

from .promotion_facts import Basket, exact

NO_LIMIT = float("inf")


@dataclass(frozen=True)
class Missing:
    """What one rule lacks: ``quantity``, ``amount`` (units of the order's currency) or ``products``."""

    rule_id: int
    kind: str
    value: float
    have: float
    need: float
    line_key: int | None = None
    """A line of what the rule means, where the basket has one."""


@dataclass(frozen=True)
class Score:
    """Points that rules earned, and what those that did not match lack."""

    points: float = 0.0
    missing: tuple = ()
    begun: bool = False
    measures: tuple = ()


@dataclass(frozen=True)
class Measure:
    """What the basket holds of one rule's products."""

    rule: object
    quantity: float
    amount: int
    spent: int
    products: int
    line_key: int | None = None

    @classmethod
    def take(cls, rule, basket, terms):
        lines = rule.selector.pick(basket, terms)
        total = sum(line.total for line in lines)
        return cls(
            rule,
            exact(sum(line.quantity for line in lines)),
            total if rule.tax_included else sum(line.untaxed for line in lines),
            total,
            len({line.product_id for line in lines}),
            next((line.key for line in lines if line.key >= 0), None),  # history has keys below 0
        )

    def find_missing(self, terms, currency_id, times=1):
        """:return: what lacks for the rule to match so many times over"""
        rule = self.rule
        amount = terms.to_units(rule.minimum_amount, currency_id)
        wanted = (
            ("quantity", self.quantity, rule.minimum_qty * times),
            ("amount", self.amount, amount * times),
            ("products", self.products, max(rule.distinct_products, 1)),
        )
        return tuple(
            Missing(rule.id, kind, exact(need - have), have, need, self.line_key)
            for kind, have, need in wanted
            if have < need
        )

    def count_times(self, terms, currency_id):
        """:return: how many times over the rule is matched; no limit for what is asked once per order"""
        rule, counts = self.rule, [NO_LIMIT]
        if rule.per == "unit":
            counts.append(floor(exact(self.quantity / max(rule.minimum_qty, 1))))
        if rule.per == "money" and rule.minimum_amount:
            counts.append(self.amount // max(terms.to_units(rule.minimum_amount, currency_id), 1))
        return min(counts)

    def earn(self, terms, currency_id):
        """:return: points of a matched rule, as Odoo counts them but in the product's own unit"""
        rule = self.rule
        if rule.per == "unit":
            return exact(rule.points * self.quantity)
        if rule.per == "money":
            one = terms.to_units(1, currency_id) or 1
            return floor(exact(rule.points * self.spent / one * 100)) / 100
        return rule.points


def find_audience_refusal(program, buyer, moment):
    """:return: code of the first reason why the program is not for this buyer at this moment, or ``None``"""
    checks = (
        ("not_begun", bool(program.date_from and moment.date() < program.date_from)),
        ("ended", bool(program.date_to and moment.date() > program.date_to)),
        ("weekday", bool(program.weekdays) and moment.weekday() not in program.weekdays),
        ("hours", not _is_within_hours(program, moment)),
        ("group", _is_outside(program.group_ids, buyer.group_ids)),
        ("area", _is_outside(program.area_ids, buyer.area_ids)),
        ("team", _is_outside(program.team_ids, {buyer.team_id})),
        ("pricelist", _is_outside(program.pricelist_ids, {buyer.pricelist_id})),
        ("first_order", program.first_order_only and not buyer.is_first_order),
    )
    return next((code for code, refused in checks if refused), None)


def _is_outside(wanted, have):
    return bool(wanted) and not wanted.intersection(have)


def _is_within_hours(program, moment):
    """Half-open; equal hours mean the whole day, and a span may reach over midnight."""
    begin, end = program.hour_from, program.hour_to
    if begin == end or (not begin and end >= 24):
        return True
    hour = moment.hour + moment.minute / 60 + moment.second / 3600
    return begin <= hour < (end or 24) if begin < (end or 24) else hour >= begin or hour < end


def find_use_refusal(program, usage):
    """:return: code of the use that is all taken, or ``None``"""
    if program.max_uses is not None and usage.uses >= program.max_uses:
        return "uses"
    if program.max_uses_per_customer is not None and usage.customer_uses >= program.max_uses_per_customer:
        return "customer_uses"
    return None


def score(program, basket, buyer, terms):
    """:return: the points that this basket earns from the program
    :rtype: Score
    """
    if program.accumulate:
        basket = Basket((*basket.lines, *buyer.history.get(program.id, ())))
    measures = tuple(Measure.take(rule, basket, terms) for rule in program.rules)
    missing = [measure.find_missing(terms, program.currency_id) for measure in measures]
    begun = any(measure.quantity > 0 for measure in measures)
    lacks = tuple(lack for lacking in missing for lack in lacking)
    if program.match_all:
        points = 0 if lacks or not measures else _count_sets(program, measures, terms)
        return Score(points, lacks, begun, measures)
    matched = [measure for measure, lacking in zip(measures, missing, strict=True) if not lacking]
    points = exact(sum(measure.earn(terms, program.currency_id) for measure in matched))
    return Score(points, () if matched else lacks, begun, measures)


def _count_sets(program, measures, terms):
    """:return: how many whole sets of all criteria the basket holds, at least the one that matched"""
    sets = min(measure.count_times(terms, program.currency_id) for measure in measures)
    return 1 if sets == NO_LIMIT else max(sets, 1)


def find_missing_for(program, reward, result, terms):
    """Tell what lacks for the reward to be reached, in things to buy rather than in points.

    :param Score result: of the program
    :return: what lacks
    :rtype: tuple of Missing
    """
    if program.match_all:
        lacking = [
            lack
            for measure in result.measures
            for lack in measure.find_missing(terms, program.currency_id, _get_times(measure.rule, reward))
        ]
        return tuple(lacking)
    if result.missing:
        return _raise_to_reward(program, reward, result, terms)
    lack = exact(reward.required_points - result.points)
    return next(
        (
            (_to_purchase(measure, lack, program, terms),)
            for measure in result.measures
            if measure.rule.per in ("unit", "money") and measure.quantity
        ),
        (),
    )


def _get_times(rule, reward):
    return 1 if rule.per == "order" else reward.required_points


def _raise_to_reward(program, reward, result, terms):
    """A single rule below its minimum lacks what the reward takes, where that is more."""
    if len(result.measures) != 1:
        return result.missing
    measure = result.measures[0]
    if measure.rule.per != "unit":
        return result.missing
    need = max(measure.rule.minimum_qty, exact(reward.required_points / measure.rule.points))
    lack = Missing(
        measure.rule.id, "quantity", exact(need - measure.quantity), measure.quantity, need, measure.line_key
    )
    return (lack, *(missing for missing in result.missing if missing.kind != "quantity"))


def _to_purchase(measure, points, program, terms):
    """:return: the quantity or the amount that earns so many points more"""
    value = exact(points / measure.rule.points)
    if measure.rule.per == "unit":
        have = measure.quantity
        return Missing(measure.rule.id, "quantity", value, have, exact(have + value), measure.line_key)
    value = terms.to_units(value, program.currency_id)
    return Missing(measure.rule.id, "amount", value, measure.spent, measure.spent + value, measure.line_key)
