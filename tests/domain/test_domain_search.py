import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.search import build_search_text, parse_query, to_words
from p2it_domain.text import fold

_CUSTOMER = build_search_text(
    names=["Công ty TNHH Đại Phát", "Nguyễn Văn Á"],
    codes=["KH-00123", "0312345678-001"],
    phones=["+84903123456", "028 3822 2222"],
    others=["hoa.nguyen@daiphat.vn", "12/5 Lê Lợi", "Phường Bến Nghé"],
)
_names = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyÁẢỮỆễ "), min_size=1, max_size=30)


def _finds(typed, text=_CUSTOMER):
    query = parse_query(typed)
    return query is not None and query.matches(text)


@pytest.mark.parametrize(
    "typed",
    [
        *("dai phat", "Đại Phát", "ĐẠI PHÁT", "phat dai", "cong ty dai phat", "nguyen van a", "ngu"),
        *("da", "đ", "d", "KH-00123", "kh00123", "kh 00123", "00123", "0312345678", "0312345678-001"),
        *("0312345678001", "312345678", "0903123456", "0903 123 456", "+84 903 123 456", "84903123456"),
        *("0084903123456", "+84 (0) 903.123.456", "903123", "123 456", "849031", "+84903", "02838222222"),
        *("hoa.nguyen@daiphat.vn", "guyen@dai", "daiphat.vn", "12/5 le loi", "lê lợi", "ben nghe"),
        *("phát 0903 123 456", "á +84903123456", "ty tnhh", "hh dai", "i phat"),
    ],
)
def test_a_customer_is_found_by_any_part_in_any_spelling(typed):
    assert _finds(typed)


@pytest.mark.parametrize("typed", ["dai phong", "hat", "an", "0903123457", "le lai", "KH-00124", "x"])
def test_what_is_not_there_is_not_found(typed):
    expected = typed == "hat"  # within “phat”
    assert _finds(typed) is expected


@pytest.mark.parametrize("typed", ["", " ", "...", "%", "_", "\\", "–", None])
def test_without_a_letter_or_digit_there_is_nothing_to_look_for(typed):
    assert parse_query(typed) is None


def test_words_at_their_start_are_told_from_words_anywhere():
    query = parse_query("phat uyen")
    assert query.alternatives == (("phat", "uyen"),)
    assert query.starts == ((" phat", " uyen"),)


def test_a_full_number_is_known_in_e164():
    assert parse_query("0903.123.456").phones == ("+84903123456",)
    assert parse_query("0168 123 4567").phones == ("+84381234567",)


@given(st.text())
def test_any_text_is_understood_and_nothing_in_it_is_a_wildcard(text):
    query = parse_query(text)
    if query:
        needles = [needle for needles in (*query.alternatives, *query.starts) for needle in needles]
        assert all(needle.strip() and not set(needle) & set("%_\\|") for needle in needles)


@given(st.text())
def test_a_word_is_folded_and_holds_no_separator(text):
    words = to_words(text)
    assert words == to_words(words)
    assert words == words.strip()
    assert "  " not in words


@given(_names, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.booleans(), st.booleans())
def test_a_name_is_found_however_it_is_written(name, form, is_folded, is_upper):
    typed = unicodedata.normalize(form, fold(name) if is_folded else name)
    typed = typed.upper() if is_upper else typed
    if parse_query(typed):
        assert _finds(typed, build_search_text(names=[name]))


@given(_names, st.data())
def test_every_part_of_three_letters_is_found(name, data):
    words = to_words(name)
    if len(words) >= 3:
        begin = data.draw(st.integers(0, len(words) - 3))
        assert _finds(
            words[begin : begin + 3] if " " not in words[begin : begin + 3] else words, f" {words} "
        )


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True), st.sampled_from(range(6)))
def test_a_number_is_found_in_every_spelling(number, spelling):
    tail = number[1:]
    stored = build_search_text(phones=[f"+84{tail}"])
    written = (
        number,
        tail,
        f"+84{tail}",
        f"84{tail}",
        f"0084{tail}",
        f"{number[:4]} {number[4:7]} {number[7:]}",
    )
    assert _finds(written[spelling], stored)


@given(st.lists(_names, min_size=2, max_size=4))
def test_words_are_found_in_any_order(names):
    words = to_words(" ".join(names)).split()
    if words:
        assert _finds(" ".join(reversed(words)), build_search_text(names=[" ".join(words)]))
