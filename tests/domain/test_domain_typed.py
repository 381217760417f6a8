import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.comparison import Row, get_kept, get_lost
from p2it_domain.typed import read_typed


@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_is_typed_is_read(name, phone, tax_code, email):
    keys = read_typed(name, phone, tax_code, email)
    assert keys.compare(read_typed()) == []


@pytest.mark.parametrize("text", ["0903 123 456", "+84903123456", "84 903.123.456", "0903-123-456"])
def test_a_phone_is_the_same_however_it_is_spelled(text):
    assert read_typed(phone=text).compare(read_typed(phone="0903123456")) == ["phone"]


def test_any_number_of_a_cell_counts():
    known = read_typed(phone="0903 123 456 / 0912 345 678")
    assert read_typed(phone="0912345678").compare(known) == ["phone"]


@pytest.mark.parametrize("text", ["090312345", "0903", "03", ""])
def test_half_a_number_is_no_key(text):
    assert not read_typed(phone=text)


@pytest.mark.parametrize("text", ["an@", "an@x", "an", "@x.vn"])
def test_half_an_address_is_no_key(text):
    assert not read_typed(email=text)


def test_a_name_is_the_same_without_diacritics_and_forms_of_business():
    known = read_typed(name="Công ty TNHH Đại Phát")
    assert read_typed(name="cty tnhh dai phat").compare(known) == ["name"]
    assert read_typed(name="Đại Phát").compare(known) == ["similar"]
    assert read_typed(name="Đại Lợi").compare(known) == []


def test_words_that_say_what_somebody_is_are_no_name():
    assert not read_typed(name="Công ty TNHH")


def test_the_surest_reason_comes_first():
    typed = read_typed("Đại Phát", "0903123456", "0312687878", "a@x.vn")
    assert typed.compare(typed) == ["tax_code", "phone", "email", "name"]


def test_the_value_of_the_record_that_stays_is_kept_unless_it_has_none():
    row = Row("phone", "Phone", ("", "0903", "0912"))
    assert get_kept(row, [1, 2, 3], 3) == 3
    assert get_kept(row, [1, 2, 3], 1) == 2
    assert get_kept(row, [1, 2, 3], 1, 1) == 1, "somebody wants it empty"
    assert get_kept(row, [1, 2, 3], 3, 99) == 3, "what isn't compared can't be chosen"


@given(st.lists(st.sampled_from(["", "a", "b", "c"]), min_size=2, max_size=4), st.integers(0, 4))
def test_every_value_is_kept_or_told(texts, choice):
    row = Row("phone", "Phone", tuple(texts))
    records = list(range(len(texts)))
    stays = texts[get_kept(row, records, 0, choice)]
    lost = get_lost([row], records, 0, {"phone": choice})
    told = {text for items in lost.values() for _label, text in items}
    assert told | {stays, ""} >= set(texts)
