from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.membership import Period, get_region, move

START = date(2025, 1, 1)
DAYS = st.integers(0, 400).map(lambda number: START + timedelta(days=number))
MOVES = st.lists(st.tuples(DAYS, st.sampled_from([None, "Bắc", "Trung", "Nam"])), max_size=8)


def _after(moves):
    periods = []
    for day, region in moves:
        periods = move(periods, day, region)
    return periods


@given(MOVES)
def test_no_day_belongs_to_two_regions(moves):
    periods = _after(moves)
    for before, after in pairwise(periods):
        assert before.end is not None and before.end < after.start
    assert all(period.end is None or period.start <= period.end for period in periods)


@given(MOVES, DAYS, st.sampled_from([None, "Bắc", "Nam"]))
def test_from_the_day_on_it_belongs_to_the_new_region(moves, day, region):
    assert get_region(move(_after(moves), day, region), day) == region


@given(MOVES, DAYS, st.sampled_from([None, "Bắc", "Nam"]), DAYS)
def test_what_was_before_stays(moves, day, region, other):
    periods = _after(moves)
    if other < day:
        assert get_region(move(periods, day, region), other) == get_region(periods, other)


@given(MOVES, DAYS, st.sampled_from(["Bắc", "Nam"]))
def test_what_is_planned_for_later_stays(moves, day, region):
    periods = _after(moves)
    later = [period for period in periods if period.start > day]
    assert [period for period in move(periods, day, region) if period.start > day] == later


@given(MOVES, DAYS, st.sampled_from([None, "Bắc", "Nam"]))
def test_moving_twice_is_moving_once(moves, day, region):
    once = move(_after(moves), day, region)
    assert move(once, day, region) == once


def test_a_move_ends_the_day_before_the_next_one():
    planned = [Period(date(2025, 6, 1), None, "Nam")]
    assert move(planned, date(2025, 3, 1), "Bắc") == [
        Period(date(2025, 3, 1), date(2025, 5, 31), "Bắc"),
        Period(date(2025, 6, 1), None, "Nam"),
    ]
