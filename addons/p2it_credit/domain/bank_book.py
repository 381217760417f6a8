"""What the matcher knows: orders, customers, transfers and accounts, and how each is looked up.

Amounts are whole numbers of the currency's smallest unit. Customers are those who owe: the company of a
contact.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from .order_codes import get_order_key, get_shape, split_runs
from .payer_name import get_payer_key
from .plain_text import strip_marks


@dataclass(frozen=True)
class BankLine:
    """One credit as the bank tells of it.

    ``coded`` are the orders whose transfer code is in its text; ``is_glued`` tells that further digits follow
    one of the codes without a blank; ``has_twin`` that the same payment came by another way too.
    """

    id: int
    amount: int
    currency: str = ""
    date: datetime.date | None = None
    reference: str = ""
    payer_name: str = ""
    payer_account: str = ""
    text: str = ""
    coded: tuple[int, ...] = ()
    has_twin: bool = False
    is_glued: bool = False


@dataclass(frozen=True)
class Order:
    """An order. ``lacks`` is what is still to come for it; a closed one takes no money."""

    id: int
    name: str
    customer: int
    lacks: int
    currency: str = ""
    date: datetime.date | None = None
    is_closed: bool = False


@dataclass(frozen=True)
class Customer:
    """A customer by all names it pays under: its own and those of its contacts."""

    id: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Transfer:
    """A transfer that was recorded, or confirmed by hand, and that no line of the bank belongs to yet."""

    id: int
    customer: int
    amount: int
    currency: str = ""
    date: datetime.date | None = None
    reference: str = ""
    orders: tuple[tuple[int, int], ...] = ()
    is_confirmed: bool = False


@dataclass
class Book:
    """All that lines are matched against. The order in which things come makes no difference."""

    orders: dict[int, Order] = field(default_factory=dict)
    customers: dict[int, Customer] = field(default_factory=dict)
    transfers: dict[int, Transfer] = field(default_factory=dict)
    accounts: dict[str, frozenset] = field(default_factory=dict)
    shapes: frozenset = frozenset()

    def __post_init__(self):
        self.reserved = defaultdict(int)
        self.by_key = defaultdict(list)
        self.by_name = defaultdict(list)
        self.by_customer = defaultdict(list)
        self.by_lack = defaultdict(list)
        self.by_reference = defaultdict(list)
        self.by_transfer_amount = defaultdict(list)
        self._fill()

    def _fill(self):
        for order in sorted(
            self.orders.values(), key=lambda order: (order.date or datetime.date.min, order.id)
        ):
            self.by_key[get_order_key(order.name)].append(order)
            if not order.is_closed and order.lacks > 0:
                self.by_customer[order.customer].append(order)
                self.by_lack[order.lacks, order.currency].append(order)
        for customer in sorted(self.customers.values(), key=lambda customer: customer.id):
            for key in sorted({get_payer_key(name) for name in customer.names} - {""}):
                self.by_name[key].append(customer)
        for transfer in sorted(self.transfers.values(), key=lambda transfer: transfer.id):
            if transfer.reference:
                self.by_reference[normalise_reference(transfer.reference)].append(transfer)
            self.by_transfer_amount[transfer.amount, transfer.currency].append(transfer)
        self.shapes = self.shapes | {get_shape(split_runs(order.name)) for order in self.orders.values()}

    def get_lack(self, order):
        """:return: what an order lacks beside what lines that are certain bring it"""
        return 0 if order.is_closed else max(order.lacks - self.reserved[order.id], 0)

    def reserve(self, allocation):
        """Count what a certain line brings, so that the next one does not bring it again."""
        for order_id, amount in allocation:
            self.reserved[order_id] += amount


def normalise_reference(reference):
    """:return: letters and digits of a bank's reference in capitals, which are the same in any spelling"""
    return "".join(char for char in strip_marks(reference) if char.isalnum()).upper()


def normalise_account(account):
    """:return: a payer's account as it is compared, ``""`` for one that is hidden in part or too short"""
    compact = "".join(char for char in (account or "").upper() if char.isalnum() or char == "*")
    is_hidden = "*" in compact or "XXX" in compact
    return "" if is_hidden or sum(map(str.isdigit, compact)) < 6 else compact
