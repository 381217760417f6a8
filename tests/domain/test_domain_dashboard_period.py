"""Periods of dashboards: whole, in order, and compared like with like."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.period import KINDS, Period, get_share_of_month, make_period

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
WHOLE = [kind for kind in KINDS if kind != "custom"]


@given(st.sampled_from(WHOLE), DAYS)
def test_a_period_holds_today(kind, today):
    period = make_period(kind, today)
    assert period.start <= today <= period.end


@given(st.sampled_from(["week", "month", "quarter", "year"]), DAYS)
def test_periods_follow_each_other_without_gap(kind, today):
    period = make_period(kind, today)
    following = make_period(kind, period.end + timedelta(days=1))
    assert following.start == period.end + timedelta(days=1)


@given(st.sampled_from(["month", "quarter", "year"]), DAYS)
def test_a_period_that_is_over_is_compared_with_the_whole_one_before(kind, today):
    period = make_period(kind, today)
    before = period.get_previous(period.end + timedelta(days=1))
    assert (before.start, before.end) == (
        make_period(kind, period.start - timedelta(days=1)).start,
        period.start - timedelta(days=1),
    )


@given(st.sampled_from(WHOLE), DAYS)
def test_a_period_before_ends_before_the_period_starts(kind, today):
    period = make_period(kind, today)
    for before in (period.get_previous(today), period.get_year_before(today)):
        assert before.start <= before.end < period.start


@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_days_chosen_are_taken_in_whatever_order(start, more, shift):
    end = start + timedelta(days=more)
    today = start + timedelta(days=shift)
    period = make_period("custom", today, end, start)
    assert period == make_period("custom", today, start, end) == Period("custom", start, end)
    assert period.get_previous(end + timedelta(days=1)).days == period.days


def test_twelve_days_of_a_month_are_compared_with_twelve_of_the_month_before():
    period = make_period("month", date(2026, 11, 12))
    before = period.get_previous(date(2026, 11, 12))
    assert (before.start, before.end) == (date(2026, 10, 1), date(2026, 10, 12))
    year = period.get_year_before(date(2026, 11, 12))
    assert (year.start, year.end) == (date(2025, 11, 1), date(2025, 11, 12))


def test_the_end_of_march_is_compared_with_the_end_of_february():
    before = make_period("month", date(2026, 3, 30)).get_previous(date(2026, 3, 30))
    assert (before.start, before.end) == (date(2026, 2, 1), date(2026, 2, 28))


@given(DAYS, st.integers(0, 800))
def test_the_shares_of_months_add_up_to_the_days(start, more):
    period = Period("custom", start, start + timedelta(days=more))
    months = {start.replace(day=1) + timedelta(days=31 * step) for step in range(-1, 30)}
    firsts = {month.replace(day=1) for month in months}
    shares = {first: get_share_of_month(first, period) for first in firsts}
    assert all(0 <= share <= 1 for share in shares.values())
    days = sum(
        share * ((first + timedelta(days=32)).replace(day=1) - first).days for first, share in shares.items()
    )
    assert abs(days - period.days) < 1e-6
