"""What accounts owe while several orders are judged one after the other. All amounts in one currency."""

from collections import defaultdict
from typing import NamedTuple


class Standing(NamedTuple):
    """What an account owes besides the order that is judged.

    :param float owed: all of it
    :param float kept: of which money that other quotations keep for themselves
    :param float beside: of which orders that are judged in the same go, and count anyway
    :param float taken: of which orders that passed in the same go
    """

    owed: float
    kept: float
    beside: float
    taken: float


class Turns:
    """Keeps what each account owes besides the order whose turn it is.

    :param dict exposures: ``{account: what is owed without the orders that are judged}``, with ``total`` and
        with ``kept``, the money that came for quotations
    """

    def __init__(self, exposures):
        self._exposures = exposures
        self._counted = defaultdict(dict)
        self._taken = defaultdict(dict)

    def count(self, order, accounts, amount):
        """Have an order that is judged count for the others, too, whatever is found."""
        for account in accounts:
            self._counted[account][order] = amount

    def take(self, order, accounts, amount):
        """Have an order that passes count, for all that it will be."""
        for account in accounts:
            self._taken[account][order] = amount

    def get_standings(self, order, accounts):
        """:return: ``{account: Standing}`` besides an order"""
        return {account: self._get_standing(order, account) for account in accounts}

    def _get_standing(self, order, account):
        exposure, taken = self._exposures[account], self._taken[account]
        gone = taken.keys() | {order}
        kept = sum(amount for key, amount in exposure.kept.items() if key not in gone)
        beside = sum(amount for key, amount in self._counted[account].items() if key not in gone)
        passed = sum(amount for key, amount in taken.items() if key != order)
        return Standing(exposure.total + kept + beside + passed, kept, beside, passed)
