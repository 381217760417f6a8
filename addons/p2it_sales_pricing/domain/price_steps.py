"""How a price came about, step by step: plain Python, amounts per unit in one currency at a time."""

from typing import NamedTuple


class Step(NamedTuple):
    """One step from list to net.

    :param code: what happened: one of the keys of ``STEP_TEXTS`` in ``price_wording.py``
    :param amount: price per unit after the step, in the step's currency
    :param change: what the step added; ``None`` where it begins a price or converts it
    :param value: the percentage, multiple or rate of the step, if it has one
    """

    code: str
    amount: float
    change: float | None = None
    value: float | None = None


class Formula(NamedTuple):
    """A rule's formula: amounts per unit in the list's currency, the discount in percent, a markup < 0."""

    discount: float = 0.0
    rounding: float = 0.0
    surcharge: float = 0.0
    min_margin: float = 0.0
    max_margin: float = 0.0


def walk_formula(base, formula, round_to):
    """Take a price through a formula as Odoo does: discount, rounding, extra fee, then the margins' limits.

    :param base: the price that the formula starts from
    :param round_to: function of a price and a multiple
    :return: list of :class:`Step`, without those that change nothing
    """
    trail = Trail(base)
    trail.add("discount" if formula.discount >= 0 else "markup", base - base * formula.discount / 100,
              abs(formula.discount))  # fmt: skip
    if formula.rounding:
        trail.add("rounding", round_to(trail.amount, formula.rounding), formula.rounding)
    trail.add("surcharge", trail.amount + formula.surcharge)
    if formula.min_margin:
        trail.add("min_margin", max(trail.amount, base + formula.min_margin), formula.min_margin)
    if formula.max_margin:
        trail.add("max_margin", min(trail.amount, base + formula.max_margin), formula.max_margin)
    return trail.steps


class Trail:
    """Collects the steps of a price in one currency, each beginning where the one before ended."""

    def __init__(self, amount):
        self.amount = amount
        self.steps = []

    def add(self, code, amount, value=None):
        """Add a step up to an amount; one that changes nothing worth telling is none."""
        if is_same(amount, self.amount):
            return
        self.steps.append(Step(code, amount, amount - self.amount, value))
        self.amount = amount


def is_same(first, second):
    """:return: whether two prices differ only by the arithmetic of floating point"""
    return abs(first - second) <= 1e-9 * max(1.0, abs(first), abs(second))


def adds_up(steps, net):
    """Tell whether steps lead to a price.

    :param steps: dicts with the keys of :class:`Step` and ``currency_id``
    :return: whether each step begins where the one before ended, and the last ends at ``net``
    """
    before = None
    for step in steps:
        if step["change"] is not None:
            if before is None or before["currency_id"] != step["currency_id"]:
                return False
            if not is_near(before["amount"] + step["change"], step["amount"]):
                return False
        before = step
    return bool(steps) and is_near(steps[-1]["amount"], net)


def is_near(first, second):
    """:return: whether two prices are the same to a millionth"""
    return abs(first - second) <= 1e-6 * max(1.0, abs(first), abs(second))
