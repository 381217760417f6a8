from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.issues import CellError
from p2it_domain.packaging import convert, parse_packaging, split_quantity


def _get_factors(text, base):
    return {level.name: level.factor for level in parse_packaging(text, base)}


def test_levels_build_on_each_other_in_any_order():
    expected = {"Thùng": 24, "Pallet": 1440}
    assert _get_factors("Thùng=24 chai; Pallet=60 Thùng", "chai") == expected
    assert _get_factors("Pallet=60 thùng\nTHÙNG = 24 Chai", "chai") == {
        "THÙNG": 24,
        "Pallet": 1440,
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Thùng=24 lon", "packaging_unknown_unit"),
        ("Thùng=2 Pallet; Pallet=3 Thùng", "packaging_cycle"),
        ("Thùng=2 Thùng", "packaging_cycle"),
        ("Thùng=24 chai; thung=12 chai", "packaging_twice"),
        ("Chai=2 chai", "packaging_twice"),
        ("Thùng=0 chai", "packaging_zero"),
        ("Thùng=1/0 chai", "packaging_zero"),
        ("một thùng", "packaging_rule"),
    ],
)
def test_mistakes_are_told_apart(text, code):
    with pytest.raises(CellError) as error:
        parse_packaging(text, "chai")
    assert error.value.issue.code == code


@given(st.text(), st.text())
def test_parsing_answers_or_says_what_is_wrong(text, base):
    try:
        parse_packaging(text, base)
    except CellError as error:
        assert error.issue.code.startswith("packaging_")


_FACTORS = st.fractions(min_value=Fraction(1, 1000), max_value=10**6, max_denominator=1000)


@given(st.fractions(min_value=0, max_value=10**9), _FACTORS, _FACTORS)
def test_conversion_there_and_back_is_exact(quantity, source, target):
    assert convert(convert(quantity, source, target), target, source) == quantity


@given(st.integers(0, 10**7))
def test_a_split_quantity_adds_up(quantity):
    packagings = parse_packaging("Thùng=24 chai; Pallet=60 Thùng", "chai")
    factors = {"chai": 1, **{level.name: level.factor for level in packagings}}
    parts = split_quantity(quantity, packagings, "chai")
    assert sum(factors[unit] * count for unit, count in parts) == quantity


def test_a_split_quantity_uses_the_largest_packages():
    packagings = parse_packaging("Thùng=24 chai; Pallet=60 Thùng", "chai")
    assert split_quantity(2 * 1440 + 3 * 24 + 5, packagings, "chai") == [
        ("Pallet", 2),
        ("Thùng", 3),
        ("chai", 5),
    ]
