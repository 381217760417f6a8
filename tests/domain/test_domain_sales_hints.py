from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.sales_hints import (
    FALL_PERCENT,
    FEWEST_ORDERS,
    LATE,
    Rhythm,
    find_falling,
    find_low_rates,
    find_silent,
)

TODAY = date(2026, 6, 30)


def _rhythm(orders=5, interval=10, silent=0, ordered=1000.0, key="A"):
    last = TODAY - timedelta(days=silent)
    return Rhythm(key, orders, last - timedelta(days=interval * (orders - 1)), last, ordered)


def test_who_orders_every_ten_days_is_late_after_more_than_two_weeks():
    assert not find_silent([_rhythm(silent=15)], TODAY)
    assert not find_silent([_rhythm(silent=16)], TODAY)
    (silence,) = find_silent([_rhythm(silent=20)], TODAY)
    assert silence.days == 20
    # 1,000 by five orders, one in ten days: 20 a day.
    assert silence.at_stake == 400


def test_a_weekend_breaks_nobodys_rhythm():
    assert not find_silent([_rhythm(orders=40, interval=1, silent=6)], TODAY)
    assert find_silent([_rhythm(orders=40, interval=1, silent=9)], TODAY)


def test_three_orders_are_no_rhythm_yet():
    assert not find_silent([_rhythm(orders=FEWEST_ORDERS - 1, silent=300)], TODAY)
    assert find_silent([_rhythm(orders=FEWEST_ORDERS, silent=300)], TODAY)


def test_all_orders_on_one_day_are_no_rhythm():
    assert not find_silent([_rhythm(orders=9, interval=0, silent=300)], TODAY)


@given(
    st.lists(
        st.builds(
            _rhythm,
            st.integers(1, 50),
            st.integers(0, 90),
            st.integers(0, 400),
            st.floats(0, 1e12),
            st.integers(),
        )
    )
)
def test_who_is_told_is_late_and_the_most_at_stake_comes_first(rhythms):
    found = find_silent(rhythms, TODAY)
    assert all(silence.days > LATE * silence.rhythm.interval for silence in found)
    assert [silence.at_stake for silence in found] == sorted((s.at_stake for s in found), reverse=True)


def test_an_area_falls_by_a_fifth_and_more():
    falls = find_falling({"Bắc": (79, 100), "Trung": (81, 100), "Nam": (150, 100), "Mới": (50, 0)})
    assert [(fall.key, fall.percent) for fall in falls] == [("Bắc", 21)]


def test_a_tiny_area_says_nothing():
    assert not find_falling({"Đảo": (0, 1), "Nam": (1000, 1000)})


@given(st.dictionaries(st.integers(), st.tuples(st.floats(-1e9, 1e12), st.floats(-1e9, 1e12))))
def test_what_falls_fell(figures):
    found = find_falling(figures)
    assert all(fall.now < fall.before and fall.percent >= FALL_PERCENT for fall in found)
    losses = [fall.before - fall.now for fall in found]
    assert losses == sorted(losses, reverse=True)


def test_who_wins_far_less_than_all_is_told_with_the_common_rate():
    (rate,) = find_low_rates({"Lan": (8, 2), "Minh": (1, 9), "Tâm": (0, 2), "Hoa": (7, 3)})
    assert (rate.key, rate.percent, rate.closed) == ("Minh", 10, 10)
    assert rate.common == 50


def test_nobody_closed_anything():
    assert find_low_rates({}) == []
    assert find_low_rates({"Lan": (0, 0)}) == []


@given(st.dictionaries(st.integers(), st.tuples(st.integers(0, 100), st.integers(0, 100))))
def test_the_rates_told_lie_below_the_common_one(figures):
    assert all(rate.percent < rate.common for rate in find_low_rates(figures))
