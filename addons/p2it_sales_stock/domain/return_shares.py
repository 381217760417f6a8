"""How goods that come back are shared: over deliveries and invoices, and what of a discount is kept.

Parts are differences of what is true after and before, never rounded by themselves: any order of parts of a
return adds up to the whole.
"""

from decimal import ROUND_HALF_UP, Decimal

DIGITS = 6
"""Digits that quantities are compared with, below any unit's own rounding."""


def exact(value):
    """:return: a float without the dust of its sums"""
    return round(value, DIGITS)


def share_newest_first(quantity, rooms):
    """Share a quantity over what has room for it, the last one first.

    :param float quantity: not negative
    :param rooms: what each can take, the oldest first
    :return: the shares, in the order of the rooms; what finds no room is left out
    :rtype: list[float]
    """
    shares = [0.0] * len(rooms)
    for place in range(len(rooms) - 1, -1, -1):
        shares[place] = exact(max(min(quantity, rooms[place]), 0.0))
        quantity = exact(quantity - shares[place])
    return shares


def get_credit(invoiced, kept):
    """:return: how much of what was invoiced is given back, once only so much is kept"""
    return max(exact(invoiced - max(kept, 0.0)), 0.0)


def keep_part(amount, kept, whole, rounding=1.0):
    """Tell what is left of an amount that was given for all, once a part is kept.

    :param float amount: for the whole; its sign is kept
    :param float kept: worth or quantity of what is kept
    :param float whole: of all
    :param float rounding: of the currency
    :return: all of it for the whole, nothing for nothing, in between in proportion
    :rtype: float
    """
    if not whole or kept >= whole:
        return amount
    part = Decimal(repr(amount)) * Decimal(repr(max(kept, 0.0))) / Decimal(repr(whole))
    unit = Decimal(repr(rounding))
    return float((part / unit).to_integral_value(rounding=ROUND_HALF_UP) * unit)


def keep_whole(quantity, kept, whole):
    """:return: how many of a gift are earned by what is kept, in whole pieces, the rest in proportion"""
    if not whole or kept >= whole:
        return quantity
    return float(int(exact(quantity * max(kept, 0.0) / whole)))


def get_excess(has, earned, charged):
    """:return: how many gifts are still to be charged: had, not earned any more and not charged before"""
    return max(exact(has - earned - charged), 0.0)
