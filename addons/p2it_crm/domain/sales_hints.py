"""What figures say that a person should look at. Each finding keeps the numbers it was found by.

The thresholds are few and plain, so that a salesperson can check a hint by hand.
"""

from dataclasses import dataclass
from datetime import date

FEWEST_ORDERS = 4
"""Orders from which a rhythm is known: three intervals."""

LATE = 1.5
"""How many times the own interval a customer may be silent."""

FEWEST_DAYS_LATE = 7
"""A customer who orders every other day isn't lost by the weekend."""

FALL_PERCENT = 20.0
"""By how much less an area sells before it is told."""

SMALLEST_SHARE = 0.02
"""An area below this part of the whole says nothing."""

FEWEST_CLOSED = 5
"""Won and lost opportunities from which a rate is known."""

LOW_RATE = 0.6
"""Below this part of the common rate a rate is low."""


@dataclass(frozen=True)
class Rhythm:
    """How a customer orders.

    :param key: whatever the caller knows the customer by
    :param orders: orders in the time looked at
    :param first: day of the first of them
    :param last: day of the last
    :param ordered: what they came to
    """

    key: object
    orders: int
    first: date
    last: date
    ordered: float

    @property
    def interval(self):
        """:return: days between two orders, on average"""
        return (self.last - self.first).days / (self.orders - 1) if self.orders > 1 else 0.0


@dataclass(frozen=True)
class Silence:
    """A customer who should have ordered again.

    :param days: since the last order
    :param at_stake: what the customer would order in the silent days at the usual pace
    """

    rhythm: Rhythm
    days: int
    at_stake: float


def find_silent(rhythms, today):
    """Find customers whose rhythm broke.

    :param rhythms: iterable of :class:`Rhythm`
    :param date today: the day of reading
    :return: list of :class:`Silence`, what is most at stake first
    """
    found = []
    for rhythm in rhythms:
        days = (today - rhythm.last).days
        interval = rhythm.interval
        if rhythm.orders < FEWEST_ORDERS or not interval:
            continue
        if days > interval * LATE and days - interval >= FEWEST_DAYS_LATE:
            pace = rhythm.ordered / rhythm.orders / interval
            found.append(Silence(rhythm, days, pace * days))
    return sorted(found, key=lambda silence: -silence.at_stake)


@dataclass(frozen=True)
class Fall:
    """Something that sells less than before."""

    key: object
    now: float
    before: float

    @property
    def percent(self):
        """:return: how much less, in percent of before"""
        return 100 * (self.before - self.now) / self.before


def find_falling(figures):
    """Find what sells clearly less than in the same time before.

    :param figures: ``{key: (now, before)}``
    :return: list of :class:`Fall`, the largest loss first
    """
    whole = sum(max(before, 0) for _now, before in figures.values())
    falls = [
        Fall(key, now, before)
        for key, (now, before) in figures.items()
        if before > 0 and before >= SMALLEST_SHARE * whole
    ]
    return sorted(
        (fall for fall in falls if fall.percent >= FALL_PERCENT), key=lambda fall: fall.now - fall.before
    )


@dataclass(frozen=True)
class Rate:
    """How many of the opportunities somebody closed were won."""

    key: object
    won: int
    closed: int
    common: float

    @property
    def percent(self):
        return 100 * self.won / self.closed


def find_low_rates(figures):
    """Find people who win clearly less often than all together.

    :param figures: ``{key: (won, lost)}``
    :return: list of :class:`Rate`, the lowest first; ``common`` is the rate of all in percent
    """
    closed = sum(won + lost for won, lost in figures.values())
    if not closed:
        return []
    common = 100 * sum(won for won, _lost in figures.values()) / closed
    rates = [
        Rate(key, won, won + lost, common)
        for key, (won, lost) in figures.items()
        if won + lost >= FEWEST_CLOSED
    ]
    return sorted((rate for rate in rates if rate.percent < LOW_RATE * common), key=lambda rate: rate.percent)
