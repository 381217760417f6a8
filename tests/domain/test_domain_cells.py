"""Tax codes, amounts, days, priorities, taxes, dates."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel
from p2it_domain import amount as amounts
from p2it_domain.amount import Limit, format_amount, parse_amount, parse_days, parse_limit
from p2it_domain.dates import parse_date
from p2it_domain.issues import CellError
from p2it_domain.tax_code import parse_tax_code
from stdnum.vn import mst

_READERS = [
    parse_tax_code,
    parse_amount,
    parse_limit,
    parse_days,
    parse_date,
    amounts.parse_priority,
    amounts.parse_tax,
]


@pytest.mark.parametrize("reader", _READERS)
@given(text=st.text())
def test_a_reader_answers_or_says_what_is_wrong(reader, text):
    try:
        reader(text)
    except CellError as error:
        assert error.issue.code


@pytest.mark.parametrize("reader", _READERS)
def test_an_empty_cell_is_nothing(reader):
    assert reader("") is None
    assert reader(" N/A ") is None


@given(st.integers(min_value=1, max_value=9_999_999), st.integers(1, 99))
def test_codes_with_a_right_check_digit_are_accepted(number, province):
    head = f"{province:02}{number:07}"
    digit = mst.calc_check_digit(head)
    if len(digit) == 1:
        found = parse_tax_code(head + digit)
        assert (found.code, found.kind, found.issue) == (head + digit, "business", None)
        branch = parse_tax_code(f"{head}{digit}001")
        assert (branch.code, branch.kind) == (f"{head}{digit}-001", "branch")


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("0100233488", "0100233488", "business"),
        ("100233488", "0100233488", "business"),
        ("01.00.112.437", "0100112437", "business"),
        ("0314409058-002", "0314409058-002", "branch"),
        ("0314409058 002", "0314409058-002", "branch"),
        ("314409058002", "0314409058-002", "branch"),
        ("001099012345", "001099012345", "person"),
        ("MST: 0100233488", "0100233488", "business"),
    ],
)
def test_tax_codes(text, code, kind):
    found = parse_tax_code(text)
    assert (found.code, found.kind, found.issue) == (code, kind, None)


def test_a_wrong_check_digit_is_a_remark():
    found = parse_tax_code("1121168445")
    assert found.code == "1121168445"
    assert found.issue.code == "tax_code_check_digit"


@pytest.mark.parametrize("text", ["12345", "012345678", "01234567890", "ABC0100233488", "1" * 14])
def test_tax_codes_of_another_length_are_refused(text):
    with pytest.raises(CellError):
        parse_tax_code(text)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_an_amount_is_read_back_as_it_was_written(value):
    assert parse_amount(format_amount(Decimal(value))) == value


@given(st.decimals(min_value=0, max_value=10**9, places=2).filter(lambda value: value >= 1000))
def test_decimals_are_read_back_too(value):
    assert parse_amount(format_amount(value)) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.5 tỷ", 1_500_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1,5 tỉ đồng", 1_500_000_000),
        ("50.000.000", 50_000_000),
        ("100,000,000", 100_000_000),
        ("100,000,000.00", 100_000_000),
        ("200 triệu", 200_000_000),
        ("1tr5", 1_500_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("500k", 500_000),
        ("50.000.000 đ", 50_000_000),
        ("50.000 VNĐ", 50_000),
        ("1.500", 1_500),
        ("0", 0),
        ("0.5", Decimal("0.5")),
        ("-5.000", -5_000),
        ("200000000", 200_000_000),
    ],
)
def test_amounts(text, expected):
    assert parse_amount(text) == expected


@pytest.mark.parametrize("text", ["nhiều", "1.5.2", "12 abc", "1.125 tỷ", "5 triệu 3 tỷ", "1,2,3"])
def test_what_is_no_sure_amount_is_refused(text):
    with pytest.raises(CellError):
        parse_amount(text)


def test_nothing_zero_and_no_limit_are_three_things():
    assert parse_limit("") is None
    assert parse_limit("0") == Limit(amounts.VALUE, Decimal(0))
    assert parse_limit("Không giới hạn") == Limit(amounts.UNLIMITED)
    with pytest.raises(CellError):
        parse_limit("-1")


@pytest.mark.parametrize(
    ("text", "days"), [("0", 0), ("30", 30), ("45 ngày", 45), ("2 tuần", 14), ("1 tháng", 30)]
)
def test_days(text, days):
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["-3", "1,5", "ngày", "99999"])
def test_what_is_no_number_of_days_is_refused(text):
    with pytest.raises(CellError):
        parse_days(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [("Thấp", 0), ("Trung bình", 1), ("CAO", 2), ("***", 3), ("*", 1), ("rất cao", 3)],
)
def test_priorities(text, level):
    assert amounts.parse_priority(text) == level


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("8%", 8),
        ("10 %", 10),
        ("0%", 0),
        ("0.08", 8),
        ("0.08000000000000002", 8),
        ("1", 1),
        ("KCT", amounts.EXEMPT),
        ("5", 5),
    ],
)
def test_taxes(text, rate):
    assert amounts.parse_tax(text) == rate


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_a_date_is_read_back_from_every_form(date):
    for form in (
        f"{date:%d/%m/%Y}",
        f"{date.day}/{date.month}/{date.year}",
        f"{date:%d-%m-%Y}",
        f"{date:%d.%m.%Y}",
        date.isoformat(),
        f"{date.isoformat()} 00:00:00",
        f"ngày {date.day} tháng {date.month} năm {date.year}",
    ):
        assert parse_date(form) == date
    assert parse_date(date) == date
    assert parse_date(datetime.datetime.combine(date, datetime.time(8))) == date


@given(st.dates(datetime.date(1970, 1, 1), datetime.date(2069, 12, 31)))
def test_two_digits_of_a_year_are_read_back(date):
    assert parse_date(f"{date.day}/{date.month}/{date:%y}") == date


@given(st.dates(datetime.date(1954, 10, 4), datetime.date(2100, 12, 31)))
def test_a_date_is_read_back_from_the_number_it_is_in_a_spreadsheet(date):
    serial = int(to_excel(date))
    assert parse_date(str(serial)) == parse_date(f"{serial}.25") == date


@pytest.mark.parametrize("text", ["31/04/2026", "04/25/2024", "29/02/2025", "0/1/2024", "1/1/3024"])
def test_impossible_dates_are_refused_and_never_turned_round(text):
    with pytest.raises(CellError) as error:
        parse_date(text)
    assert error.value.issue.code == "date_impossible"


@pytest.mark.parametrize("text", ["hôm qua", "12345", "450000", "2024", "1/2"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(CellError) as error:
        parse_date(text)
    assert error.value.issue.code == "date_unknown"
