"""Customers scored by recency, frequency and money."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.rfm import Buyer, score, score_quintiles

NUMBERS = st.lists(st.integers(-1000, 1000), min_size=1, max_size=60)
BUYERS = st.lists(
    st.builds(
        Buyer,
        key=st.integers(),
        count=st.integers(1, 50),
        total=st.integers(0, 10**9),
        silence=st.integers(0, 700),
        rhythm=st.none() | st.floats(0, 400),
    ),
    min_size=1,
    max_size=40,
)


@given(NUMBERS)
def test_scores_are_fifths_and_never_against_the_order(values):
    scores = score_quintiles(values)
    assert all(1 <= one <= 5 for one in scores)
    for value, one in zip(values, scores, strict=True):
        for other, another in zip(values, scores, strict=True):
            assert (value == other) <= (one == another)
            assert (value < other) <= (one <= another)


@given(NUMBERS)
def test_scores_do_not_depend_on_the_order_of_the_values(values):
    assert sorted(score_quintiles(values)) == sorted(score_quintiles(values[::-1]))


@given(st.integers(1, 20))
def test_different_values_fill_the_fifths_alike(size):
    scores = score_quintiles(list(range(5 * size)))
    assert all(scores.count(one) == size for one in range(1, 6))


@given(BUYERS, st.data())
def test_more_silence_never_scores_better(buyers, data):
    at = data.draw(st.integers(0, len(buyers) - 1))
    before = score(buyers)[at]
    longer = [
        replace(one, silence=one.silence + 100) if place == at else one for place, one in enumerate(buyers)
    ]
    after = score(longer)[at]
    assert after.recency <= before.recency
    assert (after.frequency, after.money) == (before.frequency, before.money)
    assert after.is_asleep >= before.is_asleep


@given(BUYERS)
def test_who_buys_in_time_is_awake(buyers):
    for one in score([replace(buyer, silence=0) for buyer in buyers]):
        assert not one.is_asleep


def test_ten_silent_days_are_long_for_one_and_nothing_for_another():
    daily = Buyer("daily", 100, 1, 30, 1.0)
    monthly = Buyer("monthly", 10, 1, 30, 30.0)
    first, second = score([daily, monthly])
    assert first.is_asleep and not second.is_asleep
    assert first.recency < second.recency
