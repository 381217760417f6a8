from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.buying import TRENDS, WINDOW, Purchases

TODAY = date(2026, 6, 30)


def purchases(*days_ago):
    """:param days_ago: how long ago each order was"""
    days = [TODAY - timedelta(days=number) for number in days_ago]
    return Purchases(
        len(days),
        min(days, default=None),
        max(days, default=None),
        sum(number < WINDOW for number in days_ago),
        sum(WINDOW <= number < 2 * WINDOW for number in days_ago),
    )


def test_who_never_bought_has_no_interval_no_silence_and_no_trend():
    nothing = purchases()
    assert (nothing.get_interval(), nothing.get_silence(TODAY), nothing.get_trend(TODAY)) == (None,) * 3


def test_a_single_order_has_no_interval():
    assert purchases(10).get_interval() is None


def test_the_interval_is_the_mean_of_the_gaps():
    assert purchases(50, 20, 10).get_interval() == 20


def test_an_order_dated_tomorrow_is_no_negative_silence():
    assert purchases(-1).get_silence(TODAY) == 0


def test_a_first_order_makes_a_new_customer():
    assert purchases(10).get_trend(TODAY) == "new"


def test_a_customer_is_judged_once_both_periods_are_over():
    assert purchases(179, 40, 20, 10).get_trend(TODAY) == "new"
    assert purchases(180, 40, 20, 10).get_trend(TODAY) == "rising"


def test_fewer_orders_than_in_the_period_before_are_falling():
    assert purchases(300, 170, 150, 130, 110, 100, 20).get_trend(TODAY) == "falling"


def test_one_order_more_in_ten_is_steady():
    days = [300, *range(90, 180, 9), *range(0, 90, 9), 5]
    assert purchases(*days).get_trend(TODAY) == "steady"


def test_silence_beyond_twice_the_usual_interval_is_lapsed():
    assert purchases(400, 370, 340, 310, 61).get_trend(TODAY) != "lapsed"
    assert purchases(100, 80, 60).get_trend(TODAY) == "lapsed"


def test_a_daily_buyer_is_not_lapsed_after_a_weekend():
    assert purchases(*range(3, 30)).get_trend(TODAY) == "new"


@given(st.lists(st.integers(0, 800), max_size=30), st.lists(st.integers(0, 800), max_size=30))
def test_contacts_of_a_customer_add_up_in_any_split(left, right):
    assert purchases(*left) + purchases(*right) == purchases(*left, *right)


@given(st.lists(st.integers(0, 2000), min_size=2, max_size=40))
def test_the_interval_times_the_gaps_is_the_whole_time(days):
    assert round(purchases(*days).get_interval() * (len(days) - 1)) == max(days) - min(days)


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=40))
def test_every_buyer_has_one_of_the_trends(days):
    assert purchases(*days).get_trend(TODAY) in TRENDS
