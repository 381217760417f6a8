"""Unions of periods of time in whole seconds, as Odoo stores moments."""

from bisect import bisect_right, insort
from datetime import datetime, timedelta

EVER = datetime.max.replace(microsecond=0)
"""The end of a period that has none."""

_SECOND = timedelta(seconds=1)


class Periods:
    """A union of periods that knows, of each stretch, the newest rule that made it and how many did."""

    def __init__(self):
        self._starts = []
        self._stretches = {}

    def add(self, start, end, rule_id):
        count = 1
        place = bisect_right(self._starts, start)
        if place and self._stretches[self._starts[place - 1]][0] >= start - _SECOND:
            place -= 1
        while place < len(self._starts) and self._starts[place] <= (end if end == EVER else end + _SECOND):
            first = self._starts.pop(place)
            last, newest, others = self._stretches.pop(first)
            start, end, count = min(start, first), max(end, last), count + others
            rule_id = max(rule_id, newest)
        insort(self._starts, start)
        self._stretches[start] = (end, rule_id, count)

    def find_cover(self, start, end):
        """:return: newest rule and number of rules of the stretch that covers a period, or ``None``"""
        place = bisect_right(self._starts, start)
        if not place:
            return None
        last, rule_id, count = self._stretches[self._starts[place - 1]]
        return (rule_id, count) if last >= end else None
