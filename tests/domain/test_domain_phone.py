import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.phone import parse_phones

_MOBILES = st.from_regex(r"0[35789][0-9]{8}", fullmatch=True)


@given(st.text())
def test_parsing_never_raises(text):
    parse_phones(text)


@given(_MOBILES, st.sampled_from(range(9)))
def test_every_spelling_of_a_mobile_number_is_the_same_number(number, spelling):
    tail = number[1:]
    written = (
        number,
        tail,
        f"+84{tail}",
        f"84{tail}",
        f"0084 {tail}",
        f"+84 (0) {tail}",
        f"{number[:4]}.{number[4:7]}.{number[7:]}",
        f"{number[:3]} {number[3:6]}-{number[6:]} (Zalo)",
        f"+84 {tail[:2]} {tail[2:5]} {tail[5:]}",
    )[spelling]
    assert parse_phones(written).numbers == (f"+84{tail}",)


@given(_MOBILES)
def test_a_formatted_number_is_read_back(number):
    (e164,) = parse_phones(number).numbers
    parsed = phonenumbers.parse(e164)
    for style in (
        phonenumbers.PhoneNumberFormat.E164,
        phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        phonenumbers.PhoneNumberFormat.RFC3966,
    ):
        written = phonenumbers.format_number(parsed, style)
        assert parse_phones(written).numbers == (e164,)


@given(st.text(alphabet="0123456789+ .-/()", max_size=40))
def test_no_digit_is_lost(text):
    """Each part of a cell is a number, or is given back as it was."""
    cell = parse_phones(text)
    if any(map(str.isdigit, text)) and not cell.phones:
        assert cell.refused or cell.remarks


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0398394394 / 0319070147", ("+84398394394", "+84319070147")),
        ("0912345678, 0912 345 678", ("+84912345678",)),
        ("0912345678 0987654321", ("+84912345678", "+84987654321")),
        ("0912345678 - 0987654321", ("+84912345678", "+84987654321")),
        ("0912345678-0987654321", ("+84912345678", "+84987654321")),
        ("090 - 123 - 4567", ("+84901234567",)),
        ("０９１２３４５６７８", ("+84912345678",)),
        ("0912345678 (chị Hoa 0987654321)", ("+84912345678", "+84987654321")),
        ("0912345678 hoặc 0987654321", ("+84912345678", "+84987654321")),
        ("793686367.0", ("+84793686367",)),
        ("01654831023", ("+84354831023",)),
        ("1654831023", ("+84354831023",)),
        ("+84 165 483 1023", ("+84354831023",)),
        ("01201234567", ("+84701234567",)),
        ("01991234567", ("+84591234567",)),
        ("04 3825 4321", ("+842438254321",)),
        ("(08) 3822 2222", ("+842838222222",)),
        ("(054) 3822822", ("+842343822822",)),
        ("0511-3822822", ("+842363822822",)),
        ("028 3822 2222", ("+842838222222",)),
        ("+1 650 253 0000", ("+16502530000",)),
        ("1900 1234", ("+8419001234",)),
    ],
)
def test_spellings(text, numbers):
    assert parse_phones(text).numbers == numbers


@pytest.mark.parametrize("text", ["12345", "8.4514E+10", "09123", "0912345678901", "+999 123"])
def test_what_is_no_number_is_given_back(text):
    cell = parse_phones(text)
    assert cell.numbers == ()
    assert cell.refused == (text,)
    assert [issue.code for issue in cell.issues] == ["phone_refused"]


def test_words_around_a_number_are_kept():
    cell = parse_phones("gọi anh Nam 0912345678 (Zalo), máy lẻ 12")
    assert cell.numbers == ("+84912345678",)
    assert set(cell.remarks) == {"gọi anh Nam", "Zalo", "máy lẻ 12"}


def test_a_well_formed_number_of_an_unassigned_range_is_kept_with_a_remark():
    """The library learns new ranges late; a mobile number is not read as a landline by guess."""
    cell = parse_phones("0543572648")
    assert cell.numbers == ("+84543572648",)
    assert not cell.phones[0].is_assigned
    assert [issue.code for issue in cell.issues] == ["phone_unassigned"]


@pytest.mark.parametrize("text", ["", "N/A", "không có", "-"])
def test_no_number_is_no_problem(text):
    assert parse_phones(text) == parse_phones("")
    assert not parse_phones(text).issues


@pytest.mark.parametrize("text", ["số: hỏi anh Nam", "gọi Zalo", "()"])
def test_words_where_a_number_should_be_are_told_and_kept(text):
    cell = parse_phones(text)
    assert [issue.code for issue in cell.issues] == ["phone_refused"]
    assert cell.remarks or cell.refused
