"""Amounts in whole units of a currency whose parts add up to what they are parts of."""

from fractions import Fraction


def round_half_away(value, decimals=0):
    """Round as databases and tax offices do: a half away from zero.

    :param value: a number, floats excepted
    :param int decimals: 0 for đồng
    :rtype: Fraction
    """
    scaled = abs(Fraction(value)) * 10**decimals
    rounded = Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**decimals)
    return rounded if value >= 0 else -rounded


def get_digits(number, most=4):
    """:return: as many decimals as a number has, so many at most"""
    return next((digits for digits in range(most) if round(number, digits) == round(number, most)), most)


def cut(total, low, high, decimals=0):
    """Cut the part between two shares out of a total.

    Parts that lie side by side add up to the whole, whatever the shares, because each is the difference of
    two rounded sums.

    :param total: a rounded amount
    :param low: share at which the part begins, 0 to 1
    :param high: share at which it ends
    :rtype: Fraction
    """
    return round_half_away(total * Fraction(high), decimals) - round_half_away(
        total * Fraction(low), decimals
    )
