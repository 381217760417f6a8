"""A customer's account over a period: what stood at its start, what moved it, and what is open at its end.

Amounts are in the company's currency, positive when the customer owes. What is open adds up to the closing
balance, for money that is not matched yet counts with its minus.
"""

import datetime
from dataclasses import dataclass, field

from .ageing import BUCKETS, find_bucket


@dataclass(frozen=True)
class Entry:
    """A receivable item.

    :param key: whatever the caller knows it by
    :param date: of the books
    :param due_date: by when it is to be paid; of a payment the day of its money
    :param amount: what it adds to the debt
    :param residual: what of it is open at the end of the period
    :param residual_currency: the same in the currency of the item
    """

    key: object
    date: datetime.date
    due_date: datetime.date
    amount: float
    residual: float = 0.0
    residual_currency: float = 0.0


@dataclass(frozen=True)
class Movement:
    """An item of the period with the balance after it."""

    entry: Entry
    balance: float


@dataclass(frozen=True)
class OpenEntry:
    """An item that is open at the end of the period.

    :param days: since the due date, 0 when not overdue or when it is money of the customer
    """

    entry: Entry
    days: int


@dataclass(frozen=True)
class Statement:
    """The account over a period.

    :param ageing: ``{step: amount}`` of what the customer owes
    :param unmatched: money and credits not yet matched, negative
    """

    opening: float
    closing: float
    movements: list = field(default_factory=list)
    open_entries: list = field(default_factory=list)
    ageing: dict = field(default_factory=dict)
    unmatched: float = 0.0

    @property
    def debit(self):
        """:return: what the period added to the debt"""
        return sum(move.entry.amount for move in self.movements if move.entry.amount > 0)

    @property
    def credit(self):
        """:return: what the period took off the debt, positive"""
        return -sum(move.entry.amount for move in self.movements if move.entry.amount < 0)

    @property
    def overdue(self):
        """:return: what the customer owes past its due date"""
        return sum(amount for name, amount in self.ageing.items() if name != "not_due")

    @property
    def is_empty(self):
        """:return: whether nothing happened and nothing is open"""
        return not (self.movements or self.open_entries or self.opening)


def make_statement(opening, entries, open_entries, until, round_amount=lambda amount: amount):
    """Put an account together.

    :param opening: balance before the period
    :param entries: the items of the period, in their order
    :param open_entries: the items open at its end, of any time
    :param until: last day of the period
    :param round_amount: to the digits of the currency
    :rtype: Statement
    """
    balance, movements = round_amount(opening), []
    for entry in entries:
        balance = round_amount(balance + entry.amount)
        movements.append(Movement(entry, balance))
    ageing, unmatched, found = dict.fromkeys((name for name, *_days in BUCKETS), 0.0), 0.0, []
    for entry in sorted(open_entries, key=lambda item: (item.due_date, item.date)):
        is_debt = entry.residual > 0
        days = max(0, (until - entry.due_date).days) if is_debt else 0
        found.append(OpenEntry(entry, days))
        if is_debt:
            ageing[find_bucket(days)] = round_amount(ageing[find_bucket(days)] + entry.residual)
        else:
            unmatched = round_amount(unmatched + entry.residual)
    return Statement(round_amount(opening), balance, movements, found, ageing, unmatched)
