"""Customers by recency, frequency and money: who is worth most, and who has fallen asleep."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable
from dataclasses import dataclass
from statistics import median

from .buying import LAPSED_AFTER, SHORTEST_INTERVAL

_USUAL_RHYTHM = 30.0
"""Days between two orders, where no customer has ordered twice."""


@dataclass(frozen=True)
class Buyer:
    """What one customer bought.

    :param key: whatever names the customer
    :param count: number of orders, at least 1
    :param total: of money
    :param silence: days since the last order
    :param rhythm: mean days between two orders; ``None`` with fewer than two
    """

    key: Hashable
    count: int
    total: float
    silence: int
    rhythm: float | None = None


@dataclass(frozen=True)
class Scores:
    """A buyer with its scores, each 1 (worst fifth) to 5 (best fifth).

    :param silence_ratio: days since the last order in usual intervals of this customer
    """

    buyer: Buyer
    recency: int
    frequency: int
    money: int
    silence_ratio: float

    @property
    def total(self):
        return self.recency + self.frequency + self.money

    @property
    def is_asleep(self):
        """Whether the customer is silent for more than twice its own rhythm."""
        return self.silence_ratio > LAPSED_AFTER


def score_quintiles(values):
    """Score each value by the fifth of all values it lies in; equal values score alike.

    :param list values: numbers, more is better
    :return: list of 1 to 5, in the order of the values
    """
    ordered, count = sorted(values), len(values)
    scores = []
    for value in values:
        less, up_to = bisect_left(ordered, value), bisect_right(ordered, value)
        scores.append(5 * (less + up_to) // (2 * count) + 1)  # its middle rank, in fifths
    return scores


def score(buyers):
    """Score customers against each other.

    Recency is measured in each customer's own rhythm: ten silent days are long for who buys daily and
    nothing for who buys monthly. Who ordered once is measured by the median rhythm of the others.

    :param list buyers: of :class:`Buyer`
    :return: list of :class:`Scores`, in the same order
    """
    rhythms = [buyer.rhythm for buyer in buyers if buyer.rhythm is not None]
    usual = median(rhythms) if rhythms else _USUAL_RHYTHM
    ratios = [
        buyer.silence / max(usual if buyer.rhythm is None else buyer.rhythm, SHORTEST_INTERVAL)
        for buyer in buyers
    ]
    columns = (
        score_quintiles([-ratio for ratio in ratios]),
        score_quintiles([buyer.count for buyer in buyers]),
        score_quintiles([buyer.total for buyer in buyers]),
    )
    return [
        Scores(buyer, recency, frequency, money, ratio)
        for buyer, recency, frequency, money, ratio in zip(buyers, *columns, ratios, strict=True)
    ]
