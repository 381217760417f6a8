"""What cells of past orders say: a discount, whether it was paid, and which rows are one order."""

import re
from dataclasses import dataclass
from decimal import Decimal

from .amount import parse_amount
from .issues import CellError
from .text import clean, fold, is_blank

_NOT_PAID = frozenset(
    (
        *("chua", "chua thanh toan", "chua tt", "chua tra", "con no", "no", "cong no"),
        *("unpaid", "not paid", "open", "0"),
    )
)
_PAID_IN_PART = frozenset(
    (
        *("mot phan", "thanh toan mot phan", "tt mot phan", "tra mot phan", "da tra mot phan"),
        *("partial", "partially", "partially paid", "in part", "part"),
    )
)
_PAID_IN_FULL = frozenset(
    (
        *("da thanh toan", "da tt", "da tra", "thanh toan", "thanh toan du", "du", "het", "xong", "roi"),
        *("paid", "fully paid", "in full", "full", "yes"),
    )
)
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(%?)")


@dataclass(frozen=True)
class Paid:
    """How much of an order was paid.

    ``share`` is a part of the total from 0 to 1, or ``None`` where ``amount`` is said in the order's
    currency; ``is_vague`` tells a part that nobody put a figure to.
    """

    share: Decimal | None = None
    amount: Decimal | None = None
    is_vague: bool = False


NOTHING = Paid(share=Decimal(0))


def parse_percent(text):
    """Read a discount: ``12.5``, ``12,5 %``, or the ``0.125`` of a cell formatted as a percentage.

    :return: percent from 0 to 100, 0 for an empty cell
    :rtype: Decimal
    :raise CellError: when it is none
    """
    if is_blank(text):
        return Decimal(0)
    match = _PERCENT.fullmatch(clean(text))
    percent = Decimal(match[1].replace(",", ".")) if match else None
    if percent is not None and not match[2] and 0 < percent < 1:
        percent = round(percent * 100, 4)
    if percent is None or percent > 100:
        raise CellError("percent_unknown", text=clean(text))
    return percent


def parse_paid(text):
    """Read whether an order was paid: in words, as a percentage with its sign, or as an amount.

    :return: nothing for an empty cell
    :rtype: Paid
    :raise CellError: when it is none of these
    """
    word = fold(text)
    if is_blank(text) or word in _NOT_PAID:
        return NOTHING
    if word in _PAID_IN_PART:
        return Paid(is_vague=True)
    if word in _PAID_IN_FULL:
        return Paid(share=Decimal(1))
    match = _PERCENT.fullmatch(clean(text))
    if match and match[2]:
        return Paid(share=parse_percent(text) / 100)
    return _parse_paid_amount(text)


def _parse_paid_amount(text):
    try:
        amount = parse_amount(text)
    except CellError:
        raise CellError("paid_unknown", text=clean(text)) from None
    if amount < 0:
        raise CellError("amount_negative", text=clean(text))
    return Paid(amount=amount)


def gather(plans):
    """Put the rows of each order together.

    :param plans: rows in the order of the file
    :return: lists of rows with the same ``document``; one without is alone
    :rtype: list
    """
    documents = {}
    for plan in plans:
        documents.setdefault(plan.document or ("row", plan.number), []).append(plan)
    return list(documents.values())
