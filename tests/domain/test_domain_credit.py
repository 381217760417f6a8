"""Properties of credit terms and of what holds an order."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_credit_domain.credit_check import (
    LIMIT,
    OVERDUE,
    PREPAYMENT,
    Case,
    Reason,
    Release,
    find_reasons,
    is_covered,
)
from p2it_credit_domain.credit_terms import (
    INHERIT,
    NONE,
    Bounds,
    Level,
    Policy,
    are_laxer,
    find_limits,
    find_policy,
    find_term,
    is_laxer,
)

DAY = date(2026, 11, 26)
money = st.integers(0, 10**6).map(Decimal)
days = st.none() | st.integers(-20, 20).map(lambda number: DAY + timedelta(days=number))
says = st.one_of(
    st.just((INHERIT, None)), st.just((NONE, None)), st.integers(0, 100).map(lambda x: ("amount", x))
)


@st.composite
def policy_lists(draw):
    rows = draw(st.lists(st.tuples(st.booleans(), days, days, says), max_size=5))
    return tuple(
        Policy(number, own, begin, end, {"limit": said})
        for number, (own, begin, end, said) in enumerate(rows)
    )


level_lists = st.lists(policy_lists(), min_size=1, max_size=4).map(
    lambda lists: [
        Level(None if position == len(lists) - 1 else position, found) for position, found in enumerate(lists)
    ]
)


def _policy(key, word="inherit", value=None, date_from=None, date_to=None, for_company=True):
    return Policy(key, for_company, date_from, date_to, {"limit": (word, value)})


@given(policy_lists(), st.randoms())
def test_the_policy_found_does_not_depend_on_the_order(policies, random):
    shuffled = list(policies)
    random.shuffle(shuffled)
    assert find_policy(policies, "limit", DAY) == find_policy(shuffled, "limit", DAY)


@given(level_lists)
def test_a_policy_that_says_nothing_changes_nothing(levels):
    silent = Policy(99, True, None, None, {"limit": (INHERIT, None)})
    wider = [level._replace(policies=(*level.policies, silent)) for level in levels]
    assert find_term(levels, "limit", DAY) == find_term(wider, "limit", DAY)
    assert find_limits(levels, DAY) == find_limits(wider, DAY)


@given(level_lists)
def test_the_nearest_limit_is_among_those_that_hold(levels):
    nearest, limits = find_term(levels, "limit", DAY), find_limits(levels, DAY)
    assert (nearest is None) == (not limits)
    assert not limits or limits[0] == nearest


@given(level_lists)
def test_what_is_over_says_nothing(levels):
    ended = [
        level._replace(
            policies=tuple(p for p in level.policies if p.is_in_force(DAY)),
        )
        for level in levels
    ]
    assert find_limits(levels, DAY) == find_limits(ended, DAY)


def test_no_limit_zero_and_inherited_are_three_things():
    company = Level(None, (_policy(1, "amount", 100),))
    assert find_limits([Level("a", (_policy(2, "amount", 0),)), company], DAY)[0].values == 0
    assert find_limits([Level("a", (_policy(2, NONE),)), company], DAY) == []
    assert find_limits([Level("a", (_policy(2),)), company], DAY)[0].values == 100


def test_a_temporary_raise_ends_by_itself():
    usual = _policy(1, "amount", 100, date_from=DAY - timedelta(days=3))
    raised = _policy(2, "amount", 500, date_from=DAY - timedelta(days=9), date_to=DAY)
    levels = [Level("a", (usual, raised))]
    assert find_term(levels, "limit", DAY).values == 500
    assert find_term(levels, "limit", DAY + timedelta(days=1)).values == 100


def test_a_branch_does_not_lift_the_limit_above_it():
    levels = [
        Level("branch", (_policy(1, "amount", 900),)),
        Level("group", (_policy(2, "amount", 500),)),
        Level(None, (_policy(3, "amount", 100),)),
    ]
    assert [term.values for term in find_limits(levels, DAY)] == [900, 500]


@pytest.mark.parametrize(
    ("new", "old", "laxer"), [(None, 5, True), (5, None, False), (6, 5, True), (5, 5, False), (0, 5, False)]
)
def test_no_limit_is_laxer_than_any(new, old, laxer):
    assert is_laxer(new, old) is laxer


@pytest.mark.parametrize(
    ("new", "old", "laxer"),
    [
        (Bounds(None, None, None), Bounds(None, None, None), False),
        (Bounds(5, (3, 0), 50), Bounds(5, (3, 0), 50), False),
        (Bounds(5, None, 50), Bounds(5, (3, 0), 50), True),
        (Bounds(5, (4, 0), 50), Bounds(5, (3, 0), 50), True),
        (Bounds(5, (3, 1), 50), Bounds(5, (3, 0), 50), True),
        (Bounds(5, (3, 0), None), Bounds(5, (3, 0), 50), True),
        (Bounds(5, (3, 0), 49), Bounds(5, (3, 0), 50), True),
        (Bounds(4, (2, 0), 100), Bounds(5, (3, 0), 50), False),
    ],
)
def test_any_laxer_term_is_laxer(new, old, laxer):
    assert are_laxer(new, old) is laxer


@st.composite
def cases(draw):
    limits = draw(st.lists(st.tuples(money, money), max_size=2))
    total = draw(money)
    return Case(
        draw(st.integers(0, int(total)).map(Decimal)),
        total,
        draw(money),
        tuple((number, *limit) for number, limit in enumerate(limits)),
        draw(money),
        draw(st.none() | money),
        draw(st.none() | st.integers(0, 100).map(Decimal)),
        Decimal(1),
    )


@given(cases(), money)
def test_money_never_adds_a_reason(case, more):
    before = {(reason.kind, reason.key) for reason in find_reasons(case)}
    after = {(reason.kind, reason.key) for reason in find_reasons(case._replace(paid=case.paid + more))}
    assert after <= before


@given(cases(), money)
def test_debt_never_takes_a_reason_away(case, more):
    worse = case._replace(
        limits=tuple((key, limit, exposure + more) for key, limit, exposure in case.limits),
        overdue=case.overdue + more,
    )
    kinds = {(reason.kind, reason.key) for reason in find_reasons(case)}
    assert kinds <= {(reason.kind, reason.key) for reason in find_reasons(worse)}


@given(cases())
def test_every_reason_misses_its_bound(case):
    for reason in find_reasons(case):
        assert reason.excess > 0
        assert reason.kind in (LIMIT, OVERDUE, PREPAYMENT)


@given(cases())
def test_what_was_released_as_it_is_stays_released(case):
    for reason in find_reasons(case):
        figure = reason.excess if reason.kind == PREPAYMENT else reason.figure
        release = Release(reason.kind, figure, case.total, DAY)
        assert is_covered(reason, case.total, [release], DAY, Decimal(0))
        assert not is_covered(reason, case.total, [release], DAY + timedelta(days=1), Decimal(0))


@given(cases(), st.integers(0, 50).map(Decimal))
def test_more_than_the_tolerance_holds_again(case, tolerance):
    for reason in find_reasons(case):
        figure = reason.excess if reason.kind == PREPAYMENT else reason.figure
        release = Release(reason.kind, figure, case.total, None)
        grown = case.total * (1 + tolerance / 100)
        assert is_covered(reason, grown, [release], DAY, tolerance)
        assert not is_covered(reason, grown + 1, [release], DAY, tolerance)


def test_a_release_covers_its_own_kind_only():
    reason = Reason(OVERDUE, None, Decimal(10), Decimal(0))
    assert not is_covered(reason, Decimal(5), [Release(LIMIT, Decimal(99), Decimal(99), None)], DAY, 0)


def test_a_release_is_kept_rounded():
    reason = Reason(LIMIT, None, Decimal("100.4"), Decimal(0))
    releases = [Release(LIMIT, Decimal(100), Decimal(100), None)]
    assert is_covered(reason, Decimal("100.4"), releases, DAY, Decimal(0), Decimal(1))
    assert not is_covered(reason, Decimal("101.4"), releases, DAY, Decimal(0), Decimal(1))


def test_at_the_limit_is_within_it():
    case = Case(
        Decimal(60),
        Decimal(60),
        Decimal(0),
        ((1, Decimal(100), Decimal(40)),),
        Decimal(0),
        None,
        None,
        Decimal(1),
    )
    assert find_reasons(case) == []
    assert find_reasons(case._replace(open_amount=Decimal(61)))[0].excess == 1
