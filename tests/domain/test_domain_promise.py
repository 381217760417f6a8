"""When a quantity can be promised, against a slow definition of it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_stock_domain.figures import Demand, Figures, combine_kit
from p2it_stock_domain.line_figures import LineRequest, answer_lines
from p2it_stock_domain.promise import Timeline

NOW = datetime(2026, 3, 2, 8)
LATE = NOW + timedelta(hours=24)


def day(number):
    return NOW + timedelta(days=number)


def timeline(stock=0, receipts=(), demands=(), expiring=()):
    return Timeline(NOW, LATE, stock, *([list(rows) for rows in (receipts, demands, expiring)]))


rows = st.lists(
    st.tuples(st.integers(-3, 12).map(day), st.integers(1, 9)),
    max_size=6,
)


def balance(asked, moment):
    """The stock of a timeline at a moment, summed anew."""
    received = sum(q for d, q in asked.receipts if (d if d > NOW else LATE) <= moment)
    left = sum(q for d, q in asked.demands if d is not None and max(d, NOW) <= moment)
    return asked.stock + received - left


def every_hour(since=NOW):
    return [since + timedelta(hours=hours) for hours in range(0, 24 * 14, 12)]


@given(st.integers(-5, 15), rows, rows, st.integers(1, 20))
def test_the_earliest_moment_from_which_nobody_is_let_down(stock, receipts, demands, quantity):
    asked = timeline(stock, receipts, demands)
    earliest = asked.get_earliest(quantity)
    good = [
        moment
        for moment in every_hour()
        if all(balance(asked, later) >= quantity for later in every_hour(moment))
    ]
    assert earliest == (good[0] if good else None)


@given(st.integers(0, 15), rows, rows, st.lists(st.integers(1, 8), max_size=5))
def test_what_is_promised_can_be_kept(stock, receipts, demands, quantities):
    """Taking promise after promise, the stock falls below zero nowhere it did not before."""
    asked = timeline(stock, receipts, demands)
    low = {moment: min(balance(asked, moment), 0) for moment in every_hour()}
    for quantity in quantities:
        if asked.get_earliest(quantity):
            asked.take(quantity)
    assert all(balance(asked, moment) >= low[moment] for moment in every_hour())


@given(st.integers(0, 15), rows, rows, st.integers(1, 9), st.integers(1, 9))
def test_more_is_never_promised_earlier(stock, receipts, demands, quantity, more):
    asked = timeline(stock, receipts, demands)
    first, second = asked.get_earliest(quantity), asked.get_earliest(quantity + more)
    assert second is None or (first is not None and first <= second)


@pytest.mark.parametrize(
    ("stock", "receipts", "demands", "quantity", "expected"),
    [
        (10, [], [], 10, NOW),
        (10, [], [], 11, None),
        (10, [(day(5), 1)], [], 11, day(5)),
        # Promised to somebody for later: not taken, though it lies here now.
        (10, [], [(day(9), 4)], 7, None),
        (10, [(day(5), 4)], [(day(9), 4)], 10, NOW),
        (10, [(day(12), 4)], [(day(9), 4)], 10, day(12)),
        # Overdue: the receipt is not here, the demand is due.
        (0, [(day(-2), 5)], [], 5, LATE),
        (5, [], [(day(-2), 5)], 1, None),
        # Just at the moment.
        (0, [(day(3), 5)], [(day(3), 2)], 3, day(3)),
    ],
)
def test_cases(stock, receipts, demands, quantity, expected):
    assert timeline(stock, receipts, demands).get_earliest(quantity) == expected


def test_goods_that_expire_count_until_their_day():
    asked = timeline(10, [(day(2), 5), (day(8), 5)], expiring=[(day(4), 6)])
    assert asked.get_earliest(10) == NOW
    assert asked.get_earliest(12) == day(2)
    assert asked.get_earliest(16) is None, "when the second receipt comes, six have expired"


def test_float_noise_lacks_nothing():
    assert timeline(0.1 + 0.2).get_earliest(0.3) == NOW
    assert timeline(0.3).get_earliest(0.1 + 0.2) == NOW


def ask(figures, *quantities, **values):
    requests = [
        LineRequest(key=at, order="order", warehouse_id=1, parts=((1, 1.0),), quantity=quantity, **values)
        for at, quantity in enumerate(quantities)
    ]
    return answer_lines(requests, {(1, 1): figures}, NOW)


def test_lines_of_one_order_compete():
    answers = ask(Figures(on_hand=10, incoming=[(day(4), 5)]), 6, 6, 6)
    assert [answer.state for answer in answers.values()] == ["enough", "later", "short"]
    assert [answer.free for answer in answers.values()] == [10, 4, 0]
    assert answers[1].promise_date == day(4)


def test_an_earlier_line_that_is_short_leaves_nothing():
    answers = ask(Figures(on_hand=5), 9, 2)
    assert [answer.state for answer in answers.values()] == ["short", "short"]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.integers(0, 20))
def test_lines_take_no_more_than_there_is(quantities, stock):
    answers = ask(Figures(on_hand=stock), *quantities)
    enough = sum(quantities[at] for at, answer in answers.items() if answer.state == "enough")
    assert enough <= stock
    assert (sum(quantities) <= stock) == all(answer.state == "enough" for answer in answers.values())


def test_the_deadline_of_the_order_decides_between_later_and_short():
    figures = Figures(incoming=[(day(4), 5)])
    assert ask(figures, 5)[0].state == "later"
    assert ask(figures, 5, deadline=day(4))[0].state == "later"
    answer = ask(figures, 5, deadline=day(3))[0]
    assert (answer.state, answer.promise_date) == ("short", day(4))


def test_own_goods_are_the_lines_own():
    own = Demand(day(1), 6, reserved=6, move_id=7)
    other = Demand(day(0), 20, move_id=8)
    figures = Figures(on_hand=6, reserved=6, demands=[own, other])
    answer = ask(figures, 0, own_move_ids=frozenset({7}), confirmed=True)[0]
    assert (answer.state, answer.own_reserved, answer.free) == ("enough", 6, 0)


@pytest.mark.parametrize(("mine", "state"), [(0, "enough"), (2, "short")])
def test_confirmed_orders_wait_their_turn(mine, state):
    own, other = Demand(day(mine), 10, move_id=7), Demand(day(1), 10, move_id=8)
    figures = Figures(on_hand=10, demands=[own, other])
    assert ask(figures, 0, own_move_ids=frozenset({7}), confirmed=True)[0].state == state


def test_what_others_have_reserved_is_theirs_though_their_turn_is_later():
    own, other = Demand(day(0), 10, move_id=7), Demand(day(9), 10, reserved=10, move_id=8)
    figures = Figures(on_hand=10, reserved=10, demands=[own, other])
    assert ask(figures, 0, own_move_ids=frozenset({7}), confirmed=True)[0].state == "short"


def test_goods_on_their_way_in_the_warehouse_are_there_later():
    figures = Figures(on_hand=10, reserved=10, moving=[Demand(day(1), 10, reserved=10)])
    answer = ask(figures, 4)[0]
    assert (answer.state, answer.promise_date, answer.free) == ("later", day(1), 0)


def test_a_delivered_line_needs_nothing():
    assert ask(Figures(on_hand=3), 0, confirmed=True)[0].state == "none"


def test_goods_held_for_a_quotation():
    """A held line is sure of its goods, and takes from the lines after it what it lacks beyond them."""
    held = Demand(day(2), 4, reserved=4, move_id=7)
    figures = Figures(on_hand=6, reserved=4, demands=[held])
    first = LineRequest("a", "o", 1, ((1, 1.0),), 5, own_move_ids=frozenset({7}))
    second = LineRequest("b", "o", 1, ((1, 1.0),), 2)
    answers = answer_lines([first, second], {(1, 1): figures}, NOW)
    assert (answers["a"].state, answers["b"].state) == ("enough", "short")
    answers = answer_lines([second], {(1, 1): figures}, NOW)
    assert answers["b"].state == "enough"


def test_kits_compete_with_their_components():
    figures = {(1, 1): Figures(on_hand=10), (2, 1): Figures(on_hand=9, incoming=[(day(3), 9)])}
    kit = LineRequest("kit", "o", 1, ((1, 1.0), (2, 3.0)), 3)
    part = LineRequest("part", "o", 1, ((2, 1.0),), 2)
    answers = answer_lines([kit, part], figures, NOW)
    assert (answers["kit"].state, answers["kit"].on_hand, answers["kit"].incoming) == ("enough", 3, 0)
    assert (answers["part"].state, answers["part"].promise_date) == ("later", day(3))
    answers = answer_lines([part, kit], figures, NOW)
    assert (answers["part"].state, answers["kit"].state) == ("enough", "later")
    assert answers["kit"].free == 2


@given(st.lists(st.tuples(st.integers(-5, 40), st.integers(1, 7)), min_size=1, max_size=5))
def test_a_kit_is_what_all_components_allow(parts):
    kits = combine_kit(parts)
    assert kits >= 0
    assert all(max(available, 0) >= kits * per_kit for available, per_kit in parts)
    assert any(available < (kits + 1) * per_kit for available, per_kit in parts)
