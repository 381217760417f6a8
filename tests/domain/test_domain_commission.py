from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_commission_domain.money import cut, round_half_away
from p2it_commission_domain.periods import get_period
from p2it_commission_domain.precedence import PRECEDENCE, Rule, explain, sort_by_precedence
from p2it_commission_domain.tiers import Tiers

_AMOUNTS = st.integers(-(10**10), 10**10)
_SHARES = st.lists(st.integers(1, 10_000), min_size=1, max_size=8)


@st.composite
def _tiers(draw):
    starts = draw(st.lists(st.integers(1, 10**9), max_size=5, unique=True))
    values = draw(st.lists(st.integers(0, 2000), min_size=len(starts) + 1, max_size=len(starts) + 1))
    steps = [(start, Fraction(value, 100)) for start, value in zip(starts, values[1:], strict=True)]
    return Tiers(Fraction(values[0], 100), steps, is_whole=draw(st.booleans()))


@pytest.mark.parametrize(
    ("total", "marginal", "whole"),
    [
        (-10, -10, -10),
        (0, 0, 0),
        (99, 99, 99),
        (100, 100, 200),
        (101, 102, 202),
        (199, 298, 398),
        (200, 300, 600),
        (201, 303, 603),
    ],
)
def test_tiers_at_their_boundaries(total, marginal, whole):
    steps = [(100, 2), (200, 3)]
    assert Tiers(1, steps).get_commission(total) == marginal
    assert Tiers(1, steps, is_whole=True).get_commission(total) == whole


def test_an_accelerator_pays_more_of_what_the_rules_pay():
    accelerator = Tiers(1, [(100, Fraction(3, 2))])
    assert accelerator.get_commission(200, weighted=10) == Fraction(25, 2)
    assert accelerator.get_commission(0, weighted=0) == 0
    assert Tiers(1, [(100, Fraction(3, 2))], is_whole=True).get_commission(200, weighted=10) == 15


def test_steps_start_above_zero_and_differ():
    for steps in ([(0, 1)], [(-5, 1)], [(7, 1), (7, 2)]):
        with pytest.raises(ValueError, match="Steps"):
            Tiers(1, steps)


@given(_tiers(), st.lists(_AMOUNTS, max_size=12), st.randoms())
def test_the_order_of_sales_changes_nothing(tiers, sales, random):
    """What is entered sale by sale, each the difference to what was entered before, adds up to the same."""

    def enter(amounts):
        total, entered = 0, Fraction(0)
        for amount in amounts:
            total += amount
            entered += round_half_away(tiers.get_commission(total)) - entered
        return entered

    mixed = list(sales)
    random.shuffle(mixed)
    assert enter(sales) == enter(mixed)


@given(_tiers(), st.lists(_AMOUNTS, max_size=12))
def test_taking_everything_back_leaves_nothing(tiers, sales):
    assert tiers.get_commission(sum(sales) - sum(sales)) == 0


@given(_tiers(), st.integers(0, 10**10), st.integers(0, 10**10))
def test_marginal_tiers_never_lose_by_selling_more(tiers, less, more):
    tiers.is_whole = False
    assert tiers.get_commission(less) <= tiers.get_commission(less + more)


@given(_tiers(), st.integers(-(10**9), 10**10), st.integers(1, 10**8))
def test_no_more_than_the_cap(tiers, total, cap):
    assert tiers.get_commission(total, cap=cap) == min(tiers.get_commission(total), cap)


@given(_tiers(), st.integers(0, 10**10))
def test_the_next_step_is_the_first_above(tiers, total):
    following = tiers.get_next_step(total)
    above = [step for step in tiers.steps if step.start > total]
    assert following == (above[0] if above else None)


@given(_AMOUNTS, _SHARES, st.integers(0, 2))
def test_shares_add_up_to_the_whole(total, shares, decimals):
    whole = sum(shares)
    ends = [Fraction(sum(shares[: at + 1]), whole) for at in range(len(shares))]
    parts = [cut(total, low, high, decimals) for low, high in zip([0, *ends], ends, strict=False)]
    assert sum(parts) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - Fraction(total * share, whole)) <= Fraction(1, 10**decimals)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(Fraction(1, 2), 1), (Fraction(-1, 2), -1), (Fraction(3, 2), 2), (Fraction(149, 100), 1), (0, 0)],
)
def test_a_half_is_rounded_away_from_zero(value, rounded):
    assert round_half_away(value) == rounded


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6), st.integers(0, 3))
def test_rounding_is_the_nearest_step(numerator, denominator, decimals):
    value = Fraction(numerator, denominator)
    rounded = round_half_away(value, decimals)
    assert abs(rounded - value) * 10**decimals <= Fraction(1, 2)
    assert (rounded * 10**decimals).denominator == 1


_RULES = st.builds(
    Rule,
    id=st.integers(1, 1000),
    sequence=st.integers(1, 3),
    has_product=st.booleans(),
    category_depth=st.integers(0, 2),
    group_depth=st.integers(0, 2),
    area_depth=st.integers(0, 2),
    has_team=st.booleans(),
    has_customer_kind=st.booleans(),
)


@given(st.lists(_RULES, unique_by=lambda rule: rule.id), st.randoms())
def test_precedence_does_not_depend_on_the_order_in_which_rules_are_found(rules, random):
    mixed = list(rules)
    random.shuffle(mixed)
    assert sort_by_precedence(rules) == sort_by_precedence(mixed)


@given(_RULES, _RULES)
def test_what_decided_between_two_rules_is_named(one, other):
    winner, loser = sort_by_precedence([one, other])
    reason = explain(winner, loser)
    names = [name for name, _why in PRECEDENCE]
    if reason in names:
        stronger = names[: names.index(reason)]
        assert all(getattr(winner, name) == getattr(loser, name) for name in stronger)
        assert getattr(winner, reason) > getattr(loser, reason)
    else:
        assert (winner.sequence, winner.id) <= (loser.sequence, loser.id)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["month", "quarter", "year"]))
def test_periods_follow_each_other(day, kind):
    first, following = get_period(day, kind)
    assert first <= day < following
    assert get_period(following, kind)[0] == following
    assert get_period(following - timedelta(days=1), kind) == (first, following)
