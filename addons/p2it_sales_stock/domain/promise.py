"""When a quantity can be promised: what is on hand and what comes, less all that others have been promised.

The rule is the one of "available to promise, cumulative with look-ahead": a quantity may be promised for a
moment when from that moment on the stock never falls below what others were promised before. What somebody
is promised for later is not taken from him by an earlier date.

- Receipts count at their date; an overdue one is not here, so it counts at a later moment that is given.
- Demand counts at its date; overdue demand is due now.
- Requests for quotation don't count: nobody has agreed to deliver.
- Goods that expire count until their removal date.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime

MARGIN = 1e-6
"""Quantities closer than this are the same: they are sums of floats."""


@dataclass
class Timeline:
    """The future stock of one product in one warehouse, as those see it who ask for some of it.

    :param now: moment of the question
    :param late: moment at which overdue receipts are expected, not before ``now``
    :param stock: quantity on hand that may be promised at all
    :param receipts: (date, quantity)
    :param demands: (date, quantity) promised to others; without a date at the end of all days
    :param expiring: (date, quantity) in the stock that is lost at a date
    """

    now: datetime
    late: datetime
    stock: float
    receipts: list = field(default_factory=list)
    demands: list = field(default_factory=list)
    expiring: list = field(default_factory=list)

    def get_earliest(self, quantity):
        """When the whole quantity can be promised.

        :return: ``now``, the date of a receipt, or None when it can't
        """
        if quantity <= MARGIN:
            return self.now
        moments, lowest = self._get_lowest_from()
        for date in sorted({self.now, *self._get_receipts()}):
            at = bisect_right(moments, date) - 1
            if lowest[at] - self._get_expired(date) >= quantity - MARGIN:
                return date
        return None

    def take(self, quantity):
        """Promise a quantity as early as it can be; what can't be promised is owed at the end.

        :return: (date or None, quantity), as :attr:`demands` has them
        """
        taken = (self.get_earliest(quantity), quantity)
        self.demands.append(taken)
        return taken

    def _get_receipts(self):
        """:return: {date: quantity}, the overdue ones at the moment they are expected"""
        receipts = {}
        for planned, quantity in self.receipts:
            date = planned if planned > self.now else self.late
            receipts[date] = receipts.get(date, 0.0) + quantity
        return receipts

    def _get_lowest_from(self):
        """:return: the moments at which the stock changes, and the lowest it gets from each of them on"""
        changes = {self.now: self.stock}
        for date, quantity in self._get_receipts().items():
            changes[date] = changes.get(date, 0.0) + quantity
        owed = 0.0
        for planned, quantity in self.demands:
            if planned is None:
                owed += quantity
                continue
            date = max(planned, self.now)
            changes[date] = changes.get(date, 0.0) - quantity
        moments = sorted(changes)
        balance, balances = 0.0, []
        for moment in moments:
            balance += changes[moment]
            balances.append(balance)
        lowest, least = [0.0] * len(moments), balance - owed
        for at in range(len(moments) - 1, -1, -1):
            least = min(least, balances[at])
            lowest[at] = least
        return moments, lowest

    def _get_expired(self, date):
        return sum(quantity for expiry, quantity in self.expiring if expiry <= date)
