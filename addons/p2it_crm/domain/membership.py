"""When an area belongs to which region: periods that never overlap."""

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """From the first day to the last one, both included; without a last day it goes on.

    ``region`` is whatever the caller knows a region by.
    """

    start: date
    end: date | None
    region: object

    def covers(self, day):
        """:return: whether ``day`` lies within"""
        return self.start <= day and (self.end is None or day <= self.end)


def move(periods, day, region):
    """Let an area belong to ``region`` from ``day`` on.

    What was before ``day`` stays as it was. A move that is planned for later stays planned: the new
    period ends the day before it. Moving to where the area is anyway changes nothing.

    :param periods: the area's periods in one company, none overlapping another
    :param date day: first day in the region
    :param region: the new region; ``None`` takes the area out of its region
    :return: the periods afterwards, in order
    :rtype: list of Period
    """
    present = next((period for period in periods if period.covers(day)), None)
    if (present.region if present else None) == region:
        return sorted(periods, key=_by_start)
    kept = [period for period in periods if not period.covers(day)]
    if present and present.start < day:
        kept.append(Period(present.start, day - _DAY, present.region))
    if region is not None:
        later = [period.start for period in periods if period.start > day]
        kept.append(Period(day, min(later) - _DAY if later else None, region))
    return sorted(kept, key=_by_start)


def get_region(periods, day):
    """:return: the region on that day, or ``None``"""
    return next((period.region for period in periods if period.covers(day)), None)


def _by_start(period):
    return period.start
