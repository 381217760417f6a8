"""The periods that a dashboard looks at, and those they are compared with."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

KINDS = ("today", "week", "month", "quarter", "year", "last_12_months", "custom")

_DAY = timedelta(days=1)
_STEPS = {
    "today": relativedelta(days=1),
    "week": relativedelta(days=7),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
    "last_12_months": relativedelta(years=1),
}


@dataclass(frozen=True)
class Period:
    """Days that follow each other.

    :param kind: one of :data:`KINDS`
    :param start: the first day
    :param end: the last day, not before the first
    """

    kind: str
    start: date
    end: date

    @property
    def days(self):
        return (self.end - self.start).days + 1

    def get_previous(self, today):
        """Find the period before this one, as far as this one has come.

        A month of which 12 days are over is compared with the first 12 days of the month before.

        :param date today: the reader's day
        :rtype: Period
        """
        step = _STEPS.get(self.kind) or relativedelta(days=self.days)
        return self._move(step, today)

    def get_year_before(self, today):
        """:return: the same days of the year before, as far as this period has come"""
        return self._move(relativedelta(years=1), today)

    def _move(self, step, today):
        start = self.start - step
        end = self.end + _DAY - step - _DAY  # the last day of a month becomes the last of another
        if self.start <= today < self.end:
            end = min(end, today - step)
        return Period("custom", start, max(start, end))


def make_period(kind, today, start=None, end=None):
    """Find the days that a filter means.

    :param str kind: one of :data:`KINDS`
    :param date today: the reader's day
    :param date start: for ``custom``, its first day, without it the day of ``end``
    :param date end: for ``custom``, its last day, without it today
    :rtype: Period
    """
    if kind == "custom":
        end = end or max(start or today, today)
        start = start or end
        return Period(kind, min(start, end), max(start, end))
    if kind == "today":
        return Period(kind, today, today)
    if kind == "week":
        monday = today - timedelta(days=today.weekday())
        return Period(kind, monday, monday + timedelta(days=6))
    month = today.replace(day=1)
    if kind == "last_12_months":
        return Period(kind, month - relativedelta(months=11), month + relativedelta(months=1) - _DAY)
    if kind == "quarter":
        month -= relativedelta(months=(month.month - 1) % 3)
    elif kind == "year":
        month = month.replace(month=1)
    return Period(kind, month, month + _STEPS[kind] - _DAY)


def get_share_of_month(month, period):
    """Tell how much of a month's target counts in a period.

    :param date month: any day of the month
    :param Period period: the period
    :return: 0 to 1, by days
    :rtype: float
    """
    first = month.replace(day=1)
    days = calendar.monthrange(first.year, first.month)[1]
    last = first + timedelta(days=days - 1)
    common = (min(last, period.end) - max(first, period.start)).days + 1
    return max(common, 0) / days
