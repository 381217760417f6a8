"""How often a customer buys, and whether it buys more or less than before."""

from dataclasses import dataclass
from datetime import date

WINDOW = 90
"""Days of each of the two periods that the trend compares."""

CHANGE = 0.2
"""A difference of the number of orders below a fifth is no trend."""

LAPSED_AFTER = 2.0
"""A customer is lapsed when it has been silent for this many of its own usual intervals."""

SHORTEST_INTERVAL = 7.0
"""Days: who orders daily is not lapsed after a weekend."""

TRENDS = ("new", "rising", "steady", "falling", "lapsed")


@dataclass(frozen=True)
class Purchases:
    """The orders of one customer, summed up.

    :param count: number of orders
    :param first: day of the first order
    :param last: day of the last order
    :param recent: orders of the last ``WINDOW`` days
    :param previous: orders of the ``WINDOW`` days before those
    """

    count: int
    first: date | None = None
    last: date | None = None
    recent: int = 0
    previous: int = 0

    def __add__(self, other):
        """The orders of two contacts of the same customer."""
        return Purchases(
            self.count + other.count,
            min(filter(None, (self.first, other.first)), default=None),
            max(filter(None, (self.last, other.last)), default=None),
            self.recent + other.recent,
            self.previous + other.previous,
        )

    def get_interval(self):
        """Mean number of days between two orders that follow each other.

        The sum of all gaps is the time from the first order to the last, whatever lies between.

        :return: days; ``None`` with fewer than two orders
        :rtype: float | None
        """
        if self.count < 2:
            return None
        return (self.last - self.first).days / (self.count - 1)

    def get_silence(self, today):
        """:return: days since the last order, not negative; ``None`` without one"""
        return max((today - self.last).days, 0) if self.last else None

    def get_trend(self, today):
        """Compare the last ``WINDOW`` days with the ``WINDOW`` days before.

        :param date today: the day to judge from
        :return: ``None`` without an order; ``new`` when the two periods are not over since the first
            order; ``lapsed`` when it is silent for much longer than usual; else ``rising``,
            ``steady`` or ``falling``
        :rtype: str | None
        """
        if not self.count:
            return None
        usual = self.get_interval()
        if usual is not None and self.get_silence(today) > LAPSED_AFTER * max(usual, SHORTEST_INTERVAL):
            return "lapsed"
        if (today - self.first).days < 2 * WINDOW:
            return "new"
        if self.recent > self.previous * (1 + CHANGE):
            return "rising"
        if self.recent < self.previous * (1 - CHANGE):
            return "falling"
        return "steady"
