"""Exports: texts for cells, formats of numbers and dates, groups, and where things go on paper."""

import xml.sax.saxutils
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_web_domain import export_format as formats
from p2it_web_domain import export_layout as layout
from p2it_web_domain import export_text as texts
from p2it_web_domain.export_outline import Group, build_tree, walk

_any_text = st.text(st.characters(codec=None))


@given(_any_text)
def test_a_cleaned_text_is_xml_and_keeps_everything_else(text):
    cleaned = texts.clean(text)
    document = f"<t>{xml.sax.saxutils.escape(cleaned)}</t>"
    assert (ElementTree.fromstring(document.encode()).text or "") == cleaned
    assert texts.clean(cleaned) == cleaned


@given(_any_text)
def test_a_cell_is_never_too_long(text):
    assert len(texts.cell_text(text * 50)) <= texts.CELL_LIMIT


def test_a_cell_that_was_cut_says_so():
    assert texts.cell_text("ơ" * texts.CELL_LIMIT) == "ơ" * texts.CELL_LIMIT
    assert texts.cell_text("ơ" * (texts.CELL_LIMIT + 1)).endswith("ơ…")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Khách hàng", "Khách hàng"),
        ("Đơn: [A/B]?*\\", "Đơn   A B"),
        ("", "Export"),
        ("'''", "Export"),
        ("History", "Export"),
        ("Ả" * 40, "Ả" * 31),
    ],
)
def test_sheet_names_are_allowed(title, name):
    assert texts.sheet_name(title) == name


@given(_any_text)
def test_sheet_and_file_names_are_always_allowed(title):
    name = texts.sheet_name(title)
    assert 0 < len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    assert name[0] != "'" and name[-1] != "'"
    file_name = texts.file_name(title, "pdf")
    assert file_name.endswith(".pdf") and len(file_name) > 4
    assert not set(file_name) & set('<>:"/\\|?*\n\r')
    assert not file_name.startswith(".")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("%d/%m/%Y", "dd/mm/yyyy"),
        ("%m/%d/%Y", "mm/dd/yyyy"),
        ("%d. %B %Y", "dd. mmmm yyyy"),
        ("%H:%M:%S", "hh:mm:ss"),
        ("%I:%M:%S %p", "hh:mm:ss AM/PM"),
        ("%Y年%m月%d日", "yyyy\\年mm\\月dd\\日"),
        ("", "yyyy-mm-dd"),
    ],
)
def test_date_patterns_become_number_formats(pattern, expected):
    assert formats.excel_date_format(pattern) == expected


def test_amounts_have_the_decimals_and_the_symbol_of_their_currency():
    assert formats.excel_money_format("₫", 0, is_before=False) == '#,##0\u00a0"₫";-#,##0\u00a0"₫"'
    assert formats.excel_money_format("$", 2, is_before=True) == '"$"\u00a0#,##0.00;-"$"\u00a0#,##0.00'
    assert formats.excel_money_format('a"b', 0, is_before=True).count('"') == 4
    assert formats.excel_money_format("", 2, is_before=True) == "#,##0.00"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234567.5, 2, "1.234.567,50"),
        (1234567, 0, "1.234.567"),
        (-0.001, 2, "0,00"),
        (-1234.5, 1, "-1.234,5"),
        (2.675, 2, "2,68"),
        (1.005, 2, "1,01"),
        (0, 0, "0"),
        (999, 0, "999"),
    ],
)
def test_numbers_are_written_as_in_vietnam(value, decimals, expected):
    assert formats.NumberStyle(",", ".", "[3,0]").format(value, decimals) == expected


def test_digits_are_grouped_as_in_india_or_not_at_all():
    assert formats.NumberStyle(".", ",", "[3,2,0]").format(12345678, 0) == "1,23,45,678"
    assert formats.NumberStyle(".", ",", "[3,2,-1]").format(12345678, 0) == "123,45,678"
    assert formats.NumberStyle(".", "", "[3,0]").format(12345678, 0) == "12345678"
    assert formats.NumberStyle(".", ",", "[]").format(12345678, 0) == "12345678"
    assert formats.NumberStyle(".", ",", "nonsense").format(1234, 0) == "1,234"


@given(st.integers(-(10**14), 10**14), st.integers(0, 4))
def test_a_written_number_reads_back(value, decimals):
    text = formats.NumberStyle(".", ",", "[3,0]").format(value, decimals)
    assert float(text.replace(",", "")) == value


def test_hours_are_written_with_minutes():
    assert [formats.duration_text(hours) for hours in (0, 1.5, -0.25, 26)] == [
        "00:00",
        "01:30",
        "-00:15",
        "26:00",
    ]


def test_groups_are_put_below_those_that_hold_them_in_the_order_of_their_level():
    def level(depth, *paths):
        return [(path, Group(str(path[-1]), depth, 1, ids=(1, 2))) for path in paths]

    roots = build_tree([level(0, ("b",), ("a",)), level(1, ("a", 2), ("b", 9), ("a", 1))])
    assert [group.label for group in walk(roots)] == ["b", "9", "a", "2", "1"]
    # each of the inner groups has its own row and two records
    assert [group.row_count() for group in roots] == [3, 6]


@given(st.lists(st.tuples(st.integers(24, 400), st.floats(0, 1)), min_size=1, max_size=30))
def test_columns_never_exceed_the_page_and_keep_the_least_they_need(columns):
    widths = [width for width, _share in columns]
    floors = [max(width * share, layout.MIN_WIDTH) for width, share in columns]
    available = 800
    fitted = layout.fit_widths(widths, floors, available)
    assert sum(fitted) <= available * 1.0001
    assert all(width > 0 for width in fitted)
    if sum(floors) <= available:
        assert all(fit >= floor * 0.9999 for fit, floor in zip(fitted, floors, strict=True))


def test_a_wide_text_gives_way_to_a_code():
    assert layout.fit_widths([60, 300], [60, 40], 200) == [60, 140]


@pytest.mark.parametrize(
    ("widths", "paper", "orientation", "expected"),
    [
        ([100] * 3, "auto", "auto", layout.A4),
        ([100] * 8, "auto", "auto", (layout.A4[1], layout.A4[0])),
        ([100] * 11, "auto", "portrait", layout.A3),
        ([100] * 30, "auto", "auto", (layout.A3[1], layout.A3[0])),
        ([100] * 30, "a4", "auto", (layout.A4[1], layout.A4[0])),
        ([100], "a3", "landscape", (layout.A3[1], layout.A3[0])),
    ],
)
def test_the_smallest_page_that_fits_is_chosen(widths, paper, orientation, expected):
    assert layout.choose_page(widths, paper, orientation) == expected


def test_codes_that_may_not_break_turn_the_page():
    widths = [130, 130, 130, 130, 130]
    assert layout.choose_page(widths, floors=[24] * 5) == layout.A4
    assert layout.choose_page(widths, floors=[130] * 5) == (layout.A4[1], layout.A4[0])


def test_a_column_is_at_least_as_wide_as_its_words_but_not_as_a_web_address():
    assert layout.column_floor([30, 44, 20], padding=3) == 50
    assert layout.column_floor([30, 5000], padding=3) == 36
    assert layout.column_floor([], padding=3) == layout.MIN_WIDTH


def test_one_long_text_does_not_make_a_column_wide():
    assert layout.column_width([40] * 99 + [5000], is_number=False, padding=3) == 46
    assert layout.column_width([40] * 99 + [170], is_number=True, padding=3) == 176


@given(st.text("ab ầđ\n", max_size=80), st.integers(1, 30))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = layout.wrap(text, width, len)
    assert lines
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
