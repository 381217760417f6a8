"""Quantities in units as exact ratios: what a float was meant to be, and rounding without noise.

Odoo keeps a unit's factor as a decimal of any length and computes with floats. A factor of one third reaches
us as 0.3333333333333333 or as 0.33333, as somebody typed it; a sum of quantities as 0.30000000000000004.
Both are read back as the simple ratio they stand for (:func:`to_fraction`); a decimal that stands for itself,
such as 0.45359237 kilograms in a pound, stays as it is.
"""

from fractions import Fraction
from functools import lru_cache
from math import copysign

_NOISES = (Fraction(1, 2**52), Fraction(1, 2**47))
"""Relative errors of a float: of one that was computed once, and of one that was added up."""

_LONG = 12
"""Significant digits from which a decimal is a ratio that didn't fit, or noise."""

_FINEST_FACTOR = 1250
"""Denominator up to which a factor is exact: three decimals or so simple a ratio, and a foot of 0.3048 m."""

_ROUNDINGS = {
    "UP": lambda whole, rest: whole + (rest > 0),
    "DOWN": lambda whole, rest: whole,
    "HALF-UP": lambda whole, rest: whole + (rest >= Fraction(1, 2)),
    "HALF-DOWN": lambda whole, rest: whole + (rest > Fraction(1, 2)),
    "HALF-EVEN": lambda whole, rest: round(whole + rest),
}


@lru_cache(maxsize=100000)
def to_fraction(value):
    """Read a number as the ratio it stands for.

    A decimal is taken for a ratio that was cut off only if the ratio, cut off to as many decimals, is the
    same number, and the decimal is long for so small a denominator: 0.33333 is a third and 0.08333 a
    twelfth, but 0.33 and 0.0833 are what they say, and so is every usual measure of weight and length.

    :param float value: a factor or a quantity, finite
    :rtype: Fraction
    :raise OverflowError, ValueError: for what is no finite number
    """
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    exact = Fraction(repr(float(value)))
    digits = _count_decimals(exact)
    if digits < 5:
        return exact
    if _is_long(value):
        return _find_simple(exact)
    ratio = exact.limit_denominator(10 ** max(2, (digits - 2) // 2) - 1)
    half_a_digit = Fraction(1, 2 * 10**digits)
    return ratio if abs(ratio - exact) <= half_a_digit else exact


def is_exact_factor(factor):
    """Tell a ratio people mean from a measurement that was rounded.

    A carton of 24, a roll of 22.5 metres, an hour's sixtieth and an inch of 2.54 centimetres are what they
    say. An ounce is 28.349523125 grams: 28.3495 is only close, and so are results computed with it.

    :param Fraction factor: what one unit is in another, as :func:`to_fraction` reads it
    """
    return factor.denominator <= _FINEST_FACTOR or factor.numerator == 1


def _find_simple(exact):
    """:return: the simplest ratio that the float can be, if it is too simple to be so by chance"""
    for noise in _NOISES:
        width = abs(exact) * noise
        ratio = _get_simplest(abs(exact) - width, abs(exact) + width)
        if ratio.denominator**2 * width < Fraction(1, 8):
            return ratio if exact > 0 else -ratio
    return exact


def _get_simplest(low, high):
    """:return: the ratio with the smallest denominator between two that are positive"""
    terms = []
    while True:
        whole = low.numerator // low.denominator
        if whole == low or whole + 1 <= high:
            result = Fraction(whole if whole == low else whole + 1)
            break
        terms.append(whole)
        low, high = 1 / (high - whole), 1 / (low - whole)
    for whole in reversed(terms):
        result = whole + 1 / result
    return result


def _count_decimals(exact):
    """:return: the decimals of a number that has finitely many"""
    decimals, denominator = 0, exact.denominator
    while 10**decimals % denominator:
        decimals += 1
    return decimals


def _is_long(value):
    mantissa = repr(abs(float(value))).split("e")[0].replace(".", "").lstrip("0")
    return len(mantissa) >= _LONG


def convert(quantity, source, target):
    """Convert a quantity between units, without rounding.

    :param quantity: how many of the source unit
    :param Fraction source: what one of the source unit is, in whatever both are measured in
    :param Fraction target: the same of the target unit
    :rtype: Fraction
    """
    return to_fraction(quantity) * source / target


def count(exact, digits):
    """Say how a quantity is counted in steps of so many decimals.

    :param Fraction exact: a quantity; one that is a step but for a float's noise is that step
    :return: Fraction, or None for one that is no whole number of steps
    """
    nearest = round_exactly(exact, digits)
    return nearest if abs(nearest - exact) <= abs(exact) * _NOISES[1] else None


def round_exactly(exact, digits, method="HALF-UP"):
    """Round a ratio to decimals, by the names of methods that Odoo uses; away from zero is up.

    :param Fraction exact: what to round
    :param int digits: decimals to keep
    :rtype: Fraction
    """
    scaled = abs(exact) * 10**digits
    whole = scaled.numerator // scaled.denominator
    rounded = _ROUNDINGS[method](whole, scaled - whole)
    return Fraction(int(copysign(1, exact)) * rounded, 10**digits)


def settle(value, digits, fine=12):
    """Bring a sum of floats back to what it stands for: the short decimal if it is one but for noise.

    :param float value: a quantity that was added up from others
    :param int digits: decimals in which people count
    :param int fine: decimals kept of a quantity that can't be counted so, one twelfth of a dozen
    :rtype: float
    """
    short = round(value, digits)
    noise = max(10 ** (digits - fine), abs(value) * 2**-45)
    return short if abs(value - short) < noise else round(value, fine)
