"""Months, quarters and years, in which achieved totals are counted."""

from datetime import date

PERIODS = {"month": 1, "quarter": 3, "year": 12}
"""How many months a period has."""


def get_period(day, kind):
    """:return: first day of the period in which a day lies, and first day of the next"""
    months = PERIODS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    after = first.month - 1 + months
    return first, date(first.year + after // 12, after % 12 + 1, 1)
