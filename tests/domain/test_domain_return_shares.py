"""What comes back is shared without a rest, and parts add up to the whole."""

from hypothesis import given
from hypothesis import strategies as st
from p2it_stock_domain.return_shares import (
    get_credit,
    get_excess,
    keep_part,
    keep_whole,
    share_newest_first,
)

quantities = st.integers(0, 10**6).map(lambda number: number / 100)


@given(quantities, st.lists(quantities, max_size=6))
def test_shares_fit_and_add_up(quantity, rooms):
    shares = share_newest_first(quantity, rooms)
    assert all(0 <= share <= room for share, room in zip(shares, rooms, strict=True))
    assert abs(sum(shares) - min(quantity, sum(rooms))) < 1e-4


def test_the_newest_is_taken_first():
    assert share_newest_first(5, [10, 3]) == [2, 3]
    assert share_newest_first(0, [10, 3]) == [0, 0]
    assert share_newest_first(5, []) == []


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 1000), min_size=1, max_size=8))
def test_parts_of_a_discount_add_up_to_the_whole(amount, parts):
    whole = sum(parts)
    kept, before, given_back = whole, float(amount), 0.0
    for part in parts:
        kept -= part
        after = keep_part(amount, kept, whole)
        given_back += before - after
        before = after
    assert given_back == amount
    assert before == 0


@given(st.integers(-(10**6), 10**6), st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 1000))
def test_more_kept_is_no_less_of_a_discount(amount, one, other, whole):
    less, more = sorted((one, other))
    assert abs(keep_part(amount, less, whole)) <= abs(keep_part(amount, more, whole)) <= abs(amount)


def test_boundaries():
    assert keep_part(-100, 5, 0) == -100, "nothing to be in proportion to"
    assert keep_part(-100, 11, 10) == -100
    assert keep_part(-100, 1, 3) == -33
    assert keep_part(-1.0, 1, 3, 0.01) == -0.33
    assert keep_part(-1, 1, 2) == -1, "a half is rounded away from zero"
    assert keep_whole(3, 9, 10) == 2
    assert keep_whole(3, 10, 10) == 3
    assert keep_whole(3, 0, 10) == 0
    assert get_credit(10, 7) == 3
    assert get_credit(4, 7) == 0
    assert get_credit(4, -1) == 4
    assert get_excess(3, 1, 1) == 1
    assert get_excess(3, 3, 1) == 0
