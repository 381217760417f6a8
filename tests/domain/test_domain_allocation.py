"""Which money is for which order, and which invoice it pays."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from p2it_credit_domain.allocation import Allocation, Bill, Match, distribute, find_surplus, plan_matches

_ORDERS = st.integers(1, 5)
_AMOUNTS = st.integers(-50, 10**9)


@st.composite
def _allocations(draw):
    found = draw(st.lists(st.tuples(_ORDERS, _AMOUNTS, st.integers(0, 3)), max_size=12))
    return [Allocation(key, order, left, (rank,)) for key, (order, left, rank) in enumerate(found)]


@st.composite
def _bills(draw):
    found = draw(
        st.lists(st.tuples(_AMOUNTS, st.dictionaries(_ORDERS, _AMOUNTS), st.integers(0, 3)), max_size=12)
    )
    return [Bill(key, residual, shares, (rank,)) for key, (residual, shares, rank) in enumerate(found)]


@given(_allocations(), _bills())
def test_nothing_is_paid_twice_and_nothing_too_much(allocations, bills):
    matches = plan_matches(allocations, bills)
    orders = {allocation.key: allocation.order for allocation in allocations}
    used, paid, shares = Counter(), Counter(), Counter()
    for match in matches:
        assert match.amount > 0
        used[match.allocation] += match.amount
        paid[match.bill] += match.amount
        shares[match.bill, orders[match.allocation]] += match.amount
    assert all(used[one.key] <= max(one.left, 0) for one in allocations)
    assert all(paid[bill.key] <= max(bill.residual, 0) for bill in bills)
    by_key = {bill.key: bill for bill in bills}
    assert all(amount <= by_key[bill].shares[order] for (bill, order), amount in shares.items())


@given(_allocations(), _bills())
def test_no_money_waits_while_an_invoice_of_its_order_lacks_some(allocations, bills):
    matches = plan_matches(allocations, bills)
    orders = {allocation.key: allocation.order for allocation in allocations}
    used, paid, shares = Counter(), Counter(), Counter()
    for match in matches:
        used[match.allocation] += match.amount
        paid[match.bill] += match.amount
        shares[match.bill, orders[match.allocation]] += match.amount
    for one in allocations:
        for bill in bills:
            share = bill.shares.get(one.order, 0) - shares[bill.key, one.order]
            assert min(one.left - used[one.key], bill.residual - paid[bill.key], share) <= 0


@given(_allocations(), _bills(), st.integers())
def test_the_order_of_the_arguments_is_of_no_matter(allocations, bills, seed):
    expected = plan_matches(allocations, bills)
    mixer = Random(seed)
    mixer.shuffle(allocations)
    mixer.shuffle(bills)
    assert plan_matches(allocations, bills) == expected


def test_the_oldest_money_pays_the_oldest_invoice():
    allocations = [Allocation(2, 7, 30, ("2026-02-01",)), Allocation(1, 7, 50, ("2026-03-01",))]
    bills = [Bill(8, 60, {7: 60}, ("2026-02-10",)), Bill(9, 40, {7: 40}, ("2026-02-05",))]
    assert plan_matches(allocations, bills) == [Match(2, 9, 30), Match(1, 9, 10), Match(1, 8, 40)]


def test_money_of_one_order_leaves_the_other_s_share_alone():
    assert plan_matches([Allocation(1, 7, 100)], [Bill(9, 100, {7: 40, 8: 60})]) == [Match(1, 9, 40)]


@given(_AMOUNTS, st.lists(st.tuples(_ORDERS, _AMOUNTS), max_size=10))
def test_what_is_handed_out_and_what_is_left_is_the_money(amount, wants):
    parts, left = distribute(amount, wants)
    assert sum(parts.values()) + left == max(amount, 0)
    assert left >= 0
    assert all(part > 0 for part in parts.values())
    most = Counter()
    for order, lacks in wants:
        most[order] += max(lacks, 0)
    assert all(part <= most[order] for order, part in parts.items())
    assert left == 0 or parts == {order: lacks for order, lacks in most.items() if lacks}


@given(st.dictionaries(_ORDERS, st.integers(1, 10**9)), st.dictionaries(_ORDERS, _AMOUNTS))
def test_without_the_surplus_no_order_gets_more_than_it_lacks(wanted, lacking):
    surplus = find_surplus(wanted, lacking)
    assert all(part > 0 for part in surplus.values())
    for order, amount in wanted.items():
        rest = amount - surplus.get(order, 0)
        assert rest == min(amount, max(lacking.get(order, 0), 0))
