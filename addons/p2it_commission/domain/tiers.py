"""Commission of a period by tiers, from what was achieved in it.

A period's commission is a function of its totals alone, never of the order in which they came. With the
weighted total W (what the plain rate would pay, or the base itself) and the achieved total T::

    commission = W × G(T) / T

where G is the value of the tiers over the total: each đồng by the tier it lies in (marginal), or all of
them by the tier reached (whole). A tier of a rule pays for its own base, so W = T there and the commission
is G(T); an accelerator of a plan multiplies what its rules pay.
"""

from bisect import bisect_right
from fractions import Fraction
from typing import NamedTuple


class Step(NamedTuple):
    """From which achieved total a value holds, up to the next step's."""

    start: Fraction
    value: Fraction


class Tiers:
    """The values of a period by its achieved total.

    :param base_value: what holds below the first step
    :param steps: the steps, in any order; their starts are positive and differ
    :param bool is_whole: the tier reached holds for the whole total, else each for its own part
    """

    def __init__(self, base_value, steps=(), *, is_whole=False):
        self.is_whole = is_whole
        self.steps = (Step(Fraction(0), Fraction(base_value)), *sorted(Step(*step) for step in steps))
        if any(low.start >= high.start for low, high in zip(self.steps, self.steps[1:], strict=False)):
            raise ValueError("Steps start above zero, each at a total of its own")

    def get_step(self, total):
        """:return: position and step that a total has reached; the first for negative totals"""
        position = max(bisect_right([step.start for step in self.steps], total) - 1, 0)
        return position, self.steps[position]

    def get_value_of(self, total):
        """Integrate the values over a total.

        :rtype: Fraction
        """
        total = Fraction(total)
        position, reached = self.get_step(total)
        if self.is_whole:
            return reached.value * total
        return self.get_value_below(position) + reached.value * (total - reached.start)

    def get_value_below(self, position):
        """:return: what all steps before a position are worth together, each for its own part"""
        below = zip(self.steps[:position], self.steps[1 : position + 1], strict=True)
        return sum((low.value * (high.start - low.start) for low, high in below), Fraction(0))

    def get_commission(self, total, weighted=None, cap=None):
        """Compute what a period pays.

        :param total: the achieved total
        :param weighted: what the plain rates pay, for accelerators; the total itself if None
        :param cap: at most so much, unless None
        :rtype: Fraction
        """
        total = Fraction(total)
        if weighted is None:
            amount = self.get_value_of(total)
        else:
            share = self.get_value_of(total) / total if total else self.steps[0].value
            amount = Fraction(weighted) * share
        return amount if cap is None else min(amount, Fraction(cap))

    def get_next_step(self, total):
        """:return: the step that a total has not reached yet, None on the last"""
        position, _reached = self.get_step(Fraction(total))
        return self.steps[position + 1] if position + 1 < len(self.steps) else None
