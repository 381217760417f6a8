"""Which money is for which order, and which invoice it pays.

Amounts are whole numbers of the currency's smallest unit, so that sums are exact: đồng, or cents. One
calculation is about one currency.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True)
class Allocation:
    """Confirmed money of one order that waits for the order's invoices.

    :param key: what identifies it; of two with the same ``rank`` the smaller comes first
    :param order: the order it is for
    :param left: what of it pays nothing yet
    :param rank: money with a lower one is used first: when it was confirmed
    """

    key: int
    order: int
    left: int
    rank: tuple = ()


@dataclass(frozen=True)
class Bill:
    """A posted invoice.

    :param key: what identifies it; of two with the same ``rank`` the smaller comes first
    :param residual: what is still to be paid
    :param shares: ``{order: what of the invoice is the order's}`` and not paid by the order's money yet
    :param rank: invoices with a lower one are paid first: their date
    """

    key: int
    residual: int
    shares: dict = field(default_factory=dict)
    rank: tuple = ()


class Match(NamedTuple):
    """So much of an allocation pays so much of an invoice."""

    allocation: int
    bill: int
    amount: int


def plan_matches(allocations, bills):
    """Let the money of orders pay their invoices, the oldest with the oldest.

    Never more than an allocation has left, than an invoice lacks, or than is the order's in an invoice of
    several orders. The result doesn't depend on the order of the arguments.

    :param allocations: iterable of :class:`Allocation`
    :param bills: iterable of :class:`Bill`
    :return: list of :class:`Match`
    """
    money = {}
    for allocation in sorted(allocations, key=_get_place):
        money.setdefault(allocation.order, []).append([allocation.key, max(allocation.left, 0)])
    matches = []
    for bill in sorted(bills, key=_get_place):
        residual = max(bill.residual, 0)
        for order in sorted(bill.shares):
            found = _take(money.get(order, []), min(residual, bill.shares[order]))
            matches += [Match(key, bill.key, amount) for key, amount in found]
            residual -= sum(amount for _key, amount in found)
    return matches


def _get_place(item):
    return (item.rank, item.key)


def _take(purses, wanted):
    """Take money from the first purses that have some.

    :param purses: list of ``[key, left]``, from which is taken
    :return: list of ``(key, amount)``
    """
    taken = []
    for purse in purses:
        amount = min(purse[1], wanted)
        if amount > 0:
            purse[1] -= amount
            wanted -= amount
            taken.append((purse[0], amount))
    return taken


def distribute(amount, wants):
    """Hand out money among orders, the first first.

    :param amount: the money
    :param wants: list of ``(order, what it lacks)`` in the order they are paid
    :return: ``({order: amount above 0}, what is left on account)``
    """
    given, left = {}, max(amount, 0)
    for order, lacks in wants:
        part = min(left, max(lacks, 0))
        if part:
            given[order] = given.get(order, 0) + part
            left -= part
    return given, left


def find_surplus(wanted, lacking):
    """Tell where more is allocated than an order lacks.

    :param wanted: ``{order: amount}``
    :param lacking: ``{order: amount}``
    :return: ``{order: amount above what it lacks}``
    """
    surplus = {order: amount - max(lacking.get(order, 0), 0) for order, amount in wanted.items()}
    return {order: amount for order, amount in surplus.items() if amount > 0}
