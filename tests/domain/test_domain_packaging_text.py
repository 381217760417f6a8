from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.issues import CellError
from p2it_domain.packaging_text import NumberFormat, SpokenUnit, format_quantity, parse_quantity

ENGLISH, VIETNAMESE = NumberFormat(".", ","), NumberFormat(",", ".")
FRENCH = NumberFormat(",", "\u202f")
CHAI = SpokenUnit("chai", Fraction(1), ("bottle",))
THUNG = SpokenUnit("Thùng", Fraction(24), ("Carton",))
PALLET = SpokenUnit("Pallet", Fraction(1440))
UNITS = [CHAI, THUNG, PALLET]


def _parse(text, numbers=VIETNAMESE, units=UNITS, default=CHAI):
    return parse_quantity(text, units, default, numbers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 pallet 3 thùng 5 chai", 2957),
        ("2 pallets 3 cartons 5 bottles", 2957),
        ("2 PALLET, 3 thung va 5 chai", 2957),
        ("2p3t5 chai", 2957),
        ("5 chai 3 thùng", 77),
        ("2p 3t", 2952),
        ("12", 12),
        ("-2 thùng 5 chai", -53),
        ("− 2 thùng", -48),
        ("1/2 thùng", 12),
        ("2,5 thùng", 60),
        ("2.5 thùng", 60),
        ("1.440 chai", 1440),
        ("1.440,5 chai", Fraction("1440.5")),
        ("0 chai", 0),
        ("2thùng5chai", 53),
        ("２ thùng", 48),
    ],
)
def test_what_people_type_is_understood(text, expected):
    assert _parse(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", "units_nothing", ""),
        ("  ", "units_nothing", ""),
        ("2 kg", "units_unknown", "kg"),
        ("2 pallet 3 can", "units_unknown", "can"),
        ("2 c", "units_ambiguous", "c"),
        ("2p3t5c", "units_ambiguous", "c"),
        ("3 thg", "units_unknown", "thg"),
        ("2 thùng 3 thùng", "units_twice", "Thùng"),
        ("thùng", "units_number", "thung"),
        ("2½ thùng", "units_number", "½"),
        ("2² thùng", "units_number", "²"),
        ("1/0 thùng", "units_number", "1/0"),
        ("2 pallet -3 thùng", "units_number", "-3 thung"),
        ("9999999999999 chai", "units_too_large", "9999999999999 chai"),
    ],
)
def test_what_is_not_understood_is_named(text, code, said):
    with pytest.raises(CellError) as error:
        _parse(text)
    assert error.value.issue.code == code
    assert error.value.issue.params["text"] == said


def test_a_number_alone_is_in_the_lines_unit():
    assert _parse("3", default=THUNG) == 72


def test_thousands_are_grouped_as_the_language_does():
    assert _parse("1,440 chai", ENGLISH) == 1440
    assert _parse("1.440 chai", ENGLISH) == Fraction("1.44")
    assert format_quantity(1204, [], CHAI, ENGLISH) == "1,204 chai"
    assert format_quantity(1204, [], CHAI, VIETNAMESE) == "1.204 chai"
    assert _parse(format_quantity(1204, [], CHAI, FRENCH), FRENCH) == 1204


def test_unit_names_with_numbers_are_read_whole_or_refused():
    units = [
        SpokenUnit("Unit", Fraction(1)),
        SpokenUnit("Pack of 6", Fraction(6)),
        SpokenUnit("5 l jar", Fraction(9)),
    ]
    assert parse_quantity("2 Pack of 6 3 Units", units, units[0]) == 15
    assert parse_quantity("2 5 l jar", units, units[0]) == 18


def test_two_units_of_one_name_are_refused_not_guessed():
    units = [CHAI, THUNG, SpokenUnit("thung", Fraction(12))]
    with pytest.raises(CellError) as error:
        parse_quantity("2 thùng", units, CHAI)
    assert error.value.issue.code == "units_ambiguous"


def test_smaller_units_than_the_standard_are_read_but_not_written():
    kilo, gram = SpokenUnit("kg", Fraction(1)), SpokenUnit("g", Fraction(1, 1000))
    assert format_quantity(Fraction("2.5"), [gram], kilo) == "2.5 kg"
    assert parse_quantity("2 kg 500 g", [kilo, gram], kilo) == Fraction("2.5")


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u200b"])
def test_units_without_a_readable_name_are_not_written(blank):
    text = format_quantity(2, [SpokenUnit(blank, Fraction(2))], CHAI)
    assert parse_quantity(text, [CHAI, SpokenUnit(blank, Fraction(2))], CHAI) == 2
    assert text == "2 chai"


_QUANTITIES = st.one_of(
    st.integers(-(10**9), 10**9).map(Fraction),
    st.decimals(-(10**6), 10**6, places=2).map(Fraction),
    st.fractions(-1000, 1000, max_denominator=50),
)
_FORMATS = st.sampled_from([ENGLISH, VIETNAMESE, FRENCH])


@given(_QUANTITIES, _FORMATS)
def test_what_is_written_is_read_back(quantity, numbers):
    text = format_quantity(quantity, UNITS, CHAI, numbers)
    assert _parse(text, numbers) == quantity
    assert _parse(text.upper(), numbers) == quantity


_NAMES = st.text(
    st.characters(categories=["L", "Nd", "Zs"], include_characters=".-/"), min_size=1, max_size=8
)


@given(
    st.lists(st.tuples(_NAMES, st.integers(1, 500)), min_size=1, max_size=4), st.integers(0, 5000), _FORMATS
)
def test_with_any_names_it_is_read_back_or_refused_never_taken_for_another(named, quantity, numbers):
    base = SpokenUnit("chai", Fraction(1))
    units = [base, *(SpokenUnit(name, Fraction(factor)) for name, factor in named)]
    text = format_quantity(quantity, units, base, numbers)
    try:
        assert parse_quantity(text, units, base, numbers) == quantity
    except CellError as error:
        assert error.issue.code.startswith("units_")


@given(st.text(max_size=60), _FORMATS)
def test_any_text_is_understood_or_said_to_be_not(text, numbers):
    try:
        assert isinstance(_parse(text, numbers), Fraction)
    except CellError as error:
        assert error.issue.code.startswith("units_")


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 59), st.integers(0, 23)), max_size=10))
def test_sums_of_spoken_quantities_are_the_spoken_sum(rows):
    said = [f"{p} pallet {t} thùng {c} chai" for p, t, c in rows]
    total = sum(map(_parse, said), Fraction(0))
    assert _parse(format_quantity(total, UNITS, CHAI, VIETNAMESE)) == total
