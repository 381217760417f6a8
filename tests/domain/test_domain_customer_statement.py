from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_credit_domain.ageing import BUCKETS, find_bucket
from p2it_credit_domain.customer_statement import Entry, make_statement

TODAY = date(2026, 11, 26)
_DAYS = st.integers(-200, 200).map(lambda days: TODAY + timedelta(days=days))
_ENTRIES = st.lists(
    st.builds(
        Entry,
        key=st.none(),
        date=_DAYS,
        due_date=_DAYS,
        amount=st.integers(-(10**9), 10**9),
        residual=st.integers(-(10**9), 10**9).filter(bool),
    ),
    max_size=20,
)


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (-5, "not_due"),
        (0, "not_due"),
        (1, "days_30"),
        (30, "days_30"),
        (31, "days_60"),
        (60, "days_60"),
        (61, "days_90"),
        (90, "days_90"),
        (91, "older"),
        (4000, "older"),
    ],
)
def test_steps_of_ageing(days, name):
    assert find_bucket(days) == name


def test_the_steps_leave_no_day_out():
    for (_name, _first, last), (_next, first, _last) in pairwise(BUCKETS):
        assert first == last + 1


@given(st.integers(-(10**9), 10**9), _ENTRIES, _ENTRIES)
def test_an_account_adds_up(opening, entries, open_entries):
    statement = make_statement(opening, entries, open_entries, TODAY)
    assert statement.closing == opening + sum(entry.amount for entry in entries)
    assert statement.closing == statement.opening + statement.debit - statement.credit
    assert [move.balance for move in statement.movements][-1:] == [statement.closing][: len(entries)]
    assert sum(statement.ageing.values()) + statement.unmatched == sum(e.residual for e in open_entries)
    assert statement.overdue == sum(
        entry.residual for entry in open_entries if entry.residual > 0 and entry.due_date < TODAY
    )


@given(_ENTRIES)
def test_money_of_the_customer_is_never_overdue(open_entries):
    statement = make_statement(0, [], open_entries, TODAY)
    assert all(item.days == 0 for item in statement.open_entries if item.entry.residual < 0)
    days = [item.entry.due_date for item in statement.open_entries]
    assert days == sorted(days)


def test_balances_are_rounded_as_the_currency_is():
    entries = [Entry(None, TODAY, TODAY, amount) for amount in (0.1, 0.2)]
    statement = make_statement(0, entries, [], TODAY, lambda amount: round(amount, 2))
    assert statement.closing == 0.3
    assert make_statement(0, [], [], TODAY).is_empty
