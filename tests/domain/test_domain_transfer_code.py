import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from p2it_credit_domain.plain_text import to_transfer_text
from p2it_credit_domain.transfer_code import find_codes, is_prefix, make_code

_CHARACTERS = string.ascii_uppercase + string.digits
_PREFIXES = st.text(string.ascii_uppercase, min_size=2, max_size=5)
_NUMBERS = st.integers(1, 99_999_999)


def _find(text, *prefixes):
    return [(found.prefix, found.number) for found in find_codes(text, prefixes or None)]


@given(_NUMBERS, _PREFIXES)
def test_a_code_is_read_back(number, prefix):
    code = make_code(number, prefix)
    assert code.isalnum() and code.isascii() and code.upper() == code
    [found] = find_codes(code, [prefix])
    assert (found.code, found.prefix, found.number) == (code, prefix, number)


@given(_NUMBERS, _PREFIXES, st.data())
def test_one_wrong_character_is_always_noticed(number, prefix, data):
    code = make_code(number, prefix)
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from(_CHARACTERS))
    assume(wrong != code[place])
    changed = code[:place] + wrong + code[place + 1 :]
    assert find_codes(changed, [prefix]) == []
    # Nor is it the code of another company whose letters differ in one.
    assert all(found.code != changed for found in find_codes(changed))


@given(_NUMBERS, _PREFIXES, st.data())
def test_two_swapped_neighbours_are_always_noticed(number, prefix, data):
    code = make_code(number, prefix)
    place = data.draw(st.integers(0, len(code) - 2))
    first, second = code[place : place + 2]
    assume(first != second)
    changed = code[:place] + second + first + code[place + 2 :]
    assert find_codes(changed, [prefix]) == []
    assert all(found.code != changed for found in find_codes(changed))


@given(
    _NUMBERS,
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.text(st.characters(codec="utf-8"), max_size=40),
)
def test_a_code_is_found_in_any_text(number, before, after):
    assert ("DH", number) in _find(before + make_code(number, "DH") + after, "DH")


@given(_NUMBERS, st.lists(st.sampled_from([" ", "-", ".", "  ", "_", "\n"]), min_size=12, max_size=12))
def test_spaces_and_punctuation_inside_do_not_matter(number, gaps):
    code = make_code(number, "DH")
    text = "".join(char + gap for char, gap in zip(code, gaps, strict=True))
    assert _find(text, "DH") == [("DH", number)]


@given(_NUMBERS)
def test_small_letters_and_marks_do_not_matter(number):
    code = make_code(number, "DH")
    assert _find(f"thanh toán {code.lower()} cảm ơn", "DH") == [("DH", number)]
    assert _find(f"Đơn Đ{code[1:]}", "DH") == [("DH", number)]


def test_codes_glued_to_what_the_bank_adds():
    one, two = make_code(1234, "DH"), make_code(98_765_432, "DH")
    text = f"MBVCB.2512345678.{one}20261126 FT26330123456{two}CKNHANH{one}"
    assert _find(text, "DH") == [("DH", 1234), ("DH", 98_765_432)]


def test_other_prefixes_are_found_when_none_is_given():
    text = f"CHUYENTIEN{make_code(7, 'ABC')}"
    assert ("ABC", 7) in _find(text)
    assert _find(text, "DH") == []


@pytest.mark.parametrize("text", [None, "", "DH", "DH0000000000", "DH 0912345678", "thanh toan tien hang"])
def test_what_is_no_code(text):
    assert _find(text, "DH") == []


@given(st.text(max_size=80))
def test_searching_never_raises(text):
    find_codes(text)
    find_codes(text, ["DH", "P"])


@pytest.mark.parametrize(
    ("number", "prefix"),
    [(0, "DH"), (-1, "DH"), (100_000_000, "DH"), (1, "D"), (1, "dh"), (1, "DH1"), (1, "ABCDEF"), (1, "ĐH")],
)
def test_what_no_code_can_carry_is_refused(number, prefix):
    with pytest.raises(ValueError, match="transfer code"):
        make_code(number, prefix)


def test_prefixes():
    assert [is_prefix(text) for text in ("DH", "ABCDE", "", None, "D", "DH2", "đh")] == [
        True,
        True,
        *[False] * 5,
    ]


@given(st.text(max_size=60), st.integers(1, 25))
def test_transfer_text_is_short_and_plain(text, size):
    plain = to_transfer_text(text, size)
    assert len(plain) <= size and plain.isascii() and plain == plain.strip() and "  " not in plain


def test_transfer_text_ends_after_a_whole_word():
    assert to_transfer_text("Đơn hàng số 12/2026: trả trước", 25) == "Don hang so 12 2026 tra"
    assert to_transfer_text("Đặt cọc", 25) == "Dat coc"
    assert to_transfer_text("ThanhToanDonHangThangMuoiHai2026", 25) == "ThanhToanDonHangThangMuoi"


def test_digits_that_go_on_are_told():
    code = make_code(612, "DH")
    assert [found.is_glued for found in find_codes(f"{code}2026")] == [True]
    for text in (code, f"{code} 2026", f"CK{code}tt", f"DH {code[2:]}.2026", f"{code}2026 {code}"):
        assert [found.is_glued for found in find_codes(text)] == [False], text
