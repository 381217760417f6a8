"""Discounts, what was paid, and which rows are one order."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.issues import CellError
from p2it_domain.order_row import NOTHING, Paid, gather, parse_paid, parse_percent


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("", "0"),
        ("0", "0"),
        ("5", "5"),
        ("12.5", "12.5"),
        ("12,5 %", "12.5"),
        ("0.125", "12.5"),
        ("0,5%", "0.5"),
        ("100", "100"),
    ],
)
def test_a_discount_is_a_percentage(text, percent):
    assert parse_percent(text) == Decimal(percent)


@pytest.mark.parametrize("text", ["100.01", "-5", "năm", "5 đ", "5 6"])
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(CellError):
        parse_percent(text)


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("", NOTHING),
        ("Chưa", NOTHING),
        ("CHƯA THANH TOÁN", NOTHING),
        ("0", NOTHING),
        ("Một phần", Paid(is_vague=True)),
        ("in part", Paid(is_vague=True)),
        ("Đã thanh toán", Paid(share=Decimal(1))),
        ("Đã TT", Paid(share=Decimal(1))),
        ("60 %", Paid(share=Decimal("0.6"))),
        ("1.500.000", Paid(amount=Decimal(1500000))),
        ("1,5 triệu", Paid(amount=Decimal(1500000))),
    ],
)
def test_paid_is_said_in_words_shares_and_amounts(text, paid):
    assert parse_paid(text) == paid


@pytest.mark.parametrize("text", ["hôm qua", "-5", "120 %", "?!"])
def test_what_tells_nothing_of_a_payment_is_refused(text):
    with pytest.raises(CellError):
        parse_paid(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for reader in (parse_percent, parse_paid):
        try:
            found = reader(text)
        except CellError:
            continue
        share = found.share if isinstance(found, Paid) else found / 100
        assert share is None or 0 <= share <= 1


@given(st.decimals(min_value=1, max_value=100, places=2))
def test_a_percentage_with_its_sign_is_the_share(percent):
    assert parse_percent(f"{percent} %") == percent
    assert parse_paid(f"{percent} %").share == percent / 100


@given(st.lists(st.sampled_from(["", "dh-1", "dh-2", "dh-3"]), max_size=20))
def test_rows_are_gathered_without_losing_one_or_their_order(documents):
    plans = [SimpleNamespace(number=n, document=document) for n, document in enumerate(documents)]
    orders = gather(plans)
    assert sorted(plan.number for rows in orders for plan in rows) == list(range(len(plans)))
    for rows in orders:
        assert len({plan.document for plan in rows}) == 1
        assert len(rows) == 1 or rows[0].document
        assert [plan.number for plan in rows] == sorted(plan.number for plan in rows)
    assert [rows[0].number for rows in orders] == sorted(rows[0].number for rows in orders)
    assert len(orders) == len(set(documents) - {""}) + documents.count("")
