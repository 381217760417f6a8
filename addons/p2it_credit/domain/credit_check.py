"""Why an order is held, and whether a release covers it. All amounts in one currency."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

LIMIT = "limit"
OVERDUE = "overdue"
PREPAYMENT = "prepayment"


class Case(NamedTuple):
    """What is known of an order when it is judged.

    :param Decimal open_amount: what of the order is not yet invoiced
    :param Decimal total: of the order, taxes included
    :param Decimal paid: money that has come for it
    :param limits: ``[(key, limit, exposure without this order)]``
    :param Decimal overdue: what is overdue by more days than allowed, less money not yet matched
    :param Decimal overdue_allowed: how much may be overdue; ``None`` for not checked
    :param Decimal prepayment_percent: of the total that must have come; ``None`` for not checked
    :param Decimal precision: of the currency
    """

    open_amount: Decimal
    total: Decimal
    paid: Decimal
    limits: tuple
    overdue: Decimal
    overdue_allowed: Decimal | None
    prepayment_percent: Decimal | None
    precision: Decimal


class Reason(NamedTuple):
    """One reason for which an order is held.

    :param str kind: :data:`LIMIT`, :data:`OVERDUE` or :data:`PREPAYMENT`
    :param key: which limit, for :data:`LIMIT`
    :param Decimal figure: exposure with the order, amount overdue, or what should have come
    :param Decimal bound: the limit, what may be overdue, or what has come
    """

    kind: str
    key: object
    figure: Decimal
    bound: Decimal

    @property
    def excess(self):
        """:return: by how much the bound is missed, in the currency of the case"""
        return self.figure - self.bound


class Release(NamedTuple):
    """What people released.

    :param str kind: of the reason that was released
    :param Decimal figure: as it was then
    :param Decimal total: of the order then
    :param date until: last day on which it holds; ``None`` for no end
    """

    kind: str
    figure: Decimal
    total: Decimal
    until: date | None


def find_reasons(case):
    """Tell why an order is held.

    An order whose money has come in full adds nothing to what the customer owes: it is never held.

    :param Case case: the order
    :return: list of :class:`Reason`
    """
    half = case.precision / 2
    if case.total <= 0 or case.paid >= case.total - half:
        return []
    reasons = []
    for key, limit, exposure in case.limits:
        with_order = exposure + case.open_amount
        if with_order > limit + half:
            reasons.append(Reason(LIMIT, key, with_order, limit))
    if case.overdue_allowed is not None and case.overdue > case.overdue_allowed + half:
        reasons.append(Reason(OVERDUE, None, case.overdue, case.overdue_allowed))
    if case.prepayment_percent is not None:
        wanted = case.total * case.prepayment_percent / 100
        if case.paid < wanted - half:
            reasons.append(Reason(PREPAYMENT, None, wanted, case.paid))
    return reasons


def is_covered(reason, total, releases, day, tolerance_percent, precision=Decimal(0)):
    """Tell whether people have released a reason, as far as it has become no worse since.

    :param Reason reason: found now
    :param Decimal total: of the order now
    :param releases: of this order, for the debts that the reason is about
    :param date day: today
    :param Decimal tolerance_percent: by how much figure and order may have grown since the release
    :param Decimal precision: of the currency; what was released is kept rounded
    :rtype: bool
    """
    grown = 1 + tolerance_percent / 100
    return any(
        release.kind == reason.kind
        and (release.until is None or day <= release.until)
        and total <= release.total * grown + precision
        and get_released_figure(reason) <= release.figure * grown + precision
        for release in releases
    )


def get_released_figure(reason):
    """:return: what must not grow: the exposure, what is overdue; of a prepayment what has not come"""
    return reason.excess if reason.kind == PREPAYMENT else reason.figure
