import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.row_plan import is_formula, quote_formula
from p2it_domain.text import clean, clean_lines, fold, is_blank, repair_name


@given(st.text())
def test_fold_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_fold_does_not_care_for_composition(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_clean_is_idempotent_and_has_no_double_space(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert "  " not in cleaned and cleaned == cleaned.strip()


@given(st.text())
def test_a_repaired_name_stays_the_same_name(text):
    assert fold(repair_name(text)) == fold(text)


@given(st.text())
def test_repair_is_idempotent(text):
    assert repair_name(repair_name(text)) == repair_name(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đắk Lắk", "dak lak"),
        ("ĐƯỜNG\u00a0SỐ 5", "duong so 5"),
        (unicodedata.normalize("NFD", "Công ty Cổ phần Điện máy"), "cong ty co phan dien may"),
        (None, ""),
    ],
)
def test_fold(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CTY TNHH MTV THƯƠNG MẠI TÚ AN", "Cty TNHH MTV Thương Mại Tú An"),
        ("  PHAN NGỌC UYÊN ", "Phan Ngọc Uyên"),
        ("Công\u00a0ty\u00a0TNHH\u00a0Hùng Anh", "Công ty TNHH Hùng Anh"),
        ("HTX An Phú", "HTX An Phú"),
        ("VNPT", "VNPT"),
        ("iPhone STORE", "iPhone STORE"),
    ],
)
def test_names_are_repaired_only_when_shouted(text, expected):
    assert repair_name(text) == expected


def test_a_note_keeps_its_lines():
    assert clean_lines("cần\r\n  xuất   hóa đơn\n\n") == "cần\nxuất hóa đơn"


@pytest.mark.parametrize("text", ["", "  ", "N/A", "không có", "KHÔNG CÓ", "-", None])
def test_what_says_nothing_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "Không giới hạn", "An"])
def test_what_says_something_is_not_blank(text):
    assert not is_blank(text)


@given(st.text())
def test_a_quoted_text_is_never_a_formula(text):
    assert not is_formula(quote_formula(text))


@pytest.mark.parametrize("text", ["=1+1", "@SUM(1)", "+A1", "-A1", '=HYPERLINK("http://evil")'])
def test_formulas_are_known(text):
    assert is_formula(text)


@pytest.mark.parametrize("text", ["", "An", "+84901234567", "-5", "1=1", "-"])
def test_what_is_no_formula(text):
    assert not is_formula(text)
