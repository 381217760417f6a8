from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_stock_domain.exact import convert, count, is_exact_factor, round_exactly, settle, to_fraction

_COUNTS = st.integers(0, 10**8).map(lambda steps: Fraction(steps, 100))
_PACKS = st.integers(2, 2000)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1 / 3, Fraction(1, 3)),
        (0.33333, Fraction(1, 3)),
        (0.3333333333, Fraction(1, 3)),
        (0.08333, Fraction(1, 12)),
        (1.66667, Fraction(5, 3)),
        (1 / 24, Fraction(1, 24)),
        (0.1 + 0.2, Fraction(3, 10)),
        (1 / 1440, Fraction(1, 1440)),
        (0.33, Fraction(33, 100)),
        (0.0833, Fraction(833, 10000)),
        (1e-7, Fraction(1, 10**7)),
        (24.0, Fraction(24)),
    ],
)
def test_a_float_is_read_as_what_it_stands_for(value, expected):
    assert to_fraction(value) == expected


@pytest.mark.parametrize(
    "text",
    [
        "0.45359237",
        "0.453592",
        "0.45359",
        "0.028349523125",
        "0.02835",
        "0.0283495",
        "0.3048",
        "0.0254",
        "1609.344",
        "1609.34",
        "3.785411784",
        "3.78541",
        "0.946353",
        "0.946352946",
        "0.473176",
        "0.0295735",
        "0.9144",
        "0.40469",
        "0.0283168",
        "0.092903",
        "0.0311035",
        "0.0311034768",
        "16.38706",
        "28.3495",
        "0.00006",
        "2204.62262",
        "0.06102",
        "61.0237",
    ],
)
def test_measures_of_trade_stay_as_they_are_written(text):
    assert to_fraction(float(text)) == Fraction(text)


@pytest.mark.parametrize("factor", [24.0, 22.5, 999.0, 4.255, 2.54, 0.3048, 0.9144, 1e-6, 1 / 3, 0.0166667])
def test_what_people_pack_and_measure_in_is_exact(factor):
    assert is_exact_factor(to_fraction(factor))


@pytest.mark.parametrize("factor", [28.3495, 0.0295735, 0.092903, 0.0163871, 0.453592])
def test_a_measure_that_was_rounded_is_not_exact(factor):
    assert not is_exact_factor(to_fraction(factor))


@given(_COUNTS, _PACKS)
def test_there_and_back_is_the_same_through_a_float(quantity, pack):
    there = float(convert(float(quantity), Fraction(1), Fraction(pack)))
    assert convert(there, Fraction(pack), Fraction(1)) == quantity


@given(st.integers(0, 10**11), _PACKS, _PACKS)
def test_there_and_back_between_any_packs_is_counted_the_same(steps, source, target):
    quantity = Fraction(steps, 100)
    there = float(convert(float(quantity), Fraction(source), Fraction(target)))
    assert count(convert(there, Fraction(target), Fraction(source)), 2) == quantity


@given(st.fractions(Fraction(1, 3000), 10**5, max_denominator=3000))
def test_a_simple_ratio_is_read_back_from_its_float(ratio):
    assert to_fraction(float(ratio)) == ratio
    assert to_fraction(-float(ratio)) == -ratio


@given(st.lists(_COUNTS, min_size=1, max_size=30), _PACKS)
def test_parts_converted_add_up_to_the_whole_converted(parts, pack):
    whole = convert(sum(parts), Fraction(1), Fraction(pack))
    assert sum(convert(part, Fraction(1), Fraction(pack)) for part in parts) == whole
    settled = settle(sum(float(convert(part, Fraction(1), Fraction(pack))) for part in parts), 2)
    assert settled == pytest.approx(float(whole), rel=1e-12, abs=1e-11)


@given(_PACKS)
def test_as_many_parts_as_a_pack_holds_are_the_pack(pack):
    total = 0.0
    for _part in range(pack):
        total = settle(total + float(Fraction(1, pack)), 2)
    assert settle(total, 2) == pytest.approx(1, abs=pack * 1e-12)


@given(st.fractions(-(10**6), 10**6), st.integers(0, 5), st.sampled_from(["UP", "DOWN", "HALF-UP"]))
def test_rounding_is_to_the_side_it_says(exact, digits, method):
    rounded = round_exactly(exact, digits, method)
    step = Fraction(1, 10**digits)
    assert count(rounded, digits) == rounded
    assert abs(rounded - exact) < step
    if method == "UP":
        assert abs(rounded) >= abs(exact)
    elif method == "DOWN":
        assert abs(rounded) <= abs(exact)
    else:
        assert abs(rounded - exact) <= step / 2


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_what_can_be_counted_is_rounded_to_itself(steps, digits):
    exact = Fraction(steps, 10**digits)
    assert count(exact, digits) == exact
    for method in ("UP", "DOWN", "HALF-UP", "HALF-DOWN", "HALF-EVEN"):
        assert round_exactly(exact, digits, method) == exact


@pytest.mark.parametrize(
    ("method", "expected"),
    [("UP", 3), ("DOWN", 2), ("HALF-UP", 3), ("HALF-DOWN", 2), ("HALF-EVEN", 2)],
)
def test_ties_go_as_the_method_says_also_below_zero(method, expected):
    assert round_exactly(Fraction(5, 2), 0, method) == expected
    assert round_exactly(Fraction(-5, 2), 0, method) == -expected


@given(st.integers(-(10**7), 10**7), st.integers(-(10**7), 10**7))
def test_sums_of_counted_quantities_settle_without_noise(one, other):
    assert settle(one / 100 + other / 100, 2) == (one + other) / 100
