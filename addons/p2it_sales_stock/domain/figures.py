"""The stock of one product in one warehouse as numbers, in the product's own unit."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from .promise import Timeline

LATE_HOURS = 24
"""An overdue receipt is expected so many hours from now: it is not here, and nobody has called it off."""


class Demand(NamedTuple):
    """What is to leave the warehouse, or to be put elsewhere in it."""

    date: datetime
    quantity: float
    reserved: float = 0.0
    """how much of it has goods set aside"""
    packed: float = 0.0
    """how much of it is closed for going out"""
    priority: str = "0"
    move_id: int | None = None
    """the stock move, where they are told apart"""

    @property
    def turn(self):
        """Whose turn it is when goods come: as Odoo reserves, the urgent first, then by date."""
        return (-int(self.priority or 0), self.date, self.move_id or 0)


@dataclass
class Figures:
    """Quantities of a product in a warehouse, summed from its quants, moves and purchase order lines."""

    on_hand: float = 0.0
    reserved: float = 0.0
    expired: float = 0.0
    """not reserved, and at its removal date or past it"""
    incoming: list = field(default_factory=list)
    """(date, quantity) of confirmed receipts"""
    rfq: list = field(default_factory=list)
    """(date, quantity) of requests for quotation, which promise nothing"""
    demands: list = field(default_factory=list)
    """:class:`Demand` s that leave the warehouse"""
    moving: list = field(default_factory=list)
    """:class:`Demand` s reserved for another place of the warehouse: not free until they are there"""
    expiring: list = field(default_factory=list)
    """(removal date, quantity) of goods that are not reserved and will expire"""

    @property
    def free(self):
        return self.on_hand - self.reserved - self.expired

    @property
    def ready(self):
        """Packed, or waiting at the output: closed for going out."""
        return sum(demand.packed for demand in self.demands)

    @property
    def outgoing(self):
        """:return: [(date, quantity)] of what is to leave"""
        return [(demand.date, demand.quantity) for demand in self.demands]

    @property
    def incoming_quantity(self):
        return sum(quantity for _date, quantity in self.incoming)

    @property
    def incoming_date(self):
        """:return: when the next receipt is planned, or None"""
        return min((date for date, _quantity in self.incoming), default=None)

    @property
    def rfq_quantity(self):
        return sum(quantity for _date, quantity in self.rfq)

    def get_own(self, move_ids):
        """:return: (demand, reserved, packed) of these moves here"""
        own = [demand for demand in self.demands if demand.move_id in move_ids]
        moving = [demand for demand in self.moving if demand.move_id in move_ids]
        return (
            sum(demand.quantity for demand in own),
            sum(demand.reserved for demand in own + moving),
            sum(demand.packed for demand in own),
        )

    def get_timeline(self, now, late, own_move_ids=frozenset(), taken=()):
        """What can still be promised, for a line with these moves.

        Goods the line has reserved are its own and left out, as is its demand. A line that has demand of its
        own waits its turn with the demand of others: before it come all goods they have reserved, and what
        they lack when their turn is first. A line without any comes after everybody.

        :param now: moment of the question
        :param late: moment at which overdue receipts are expected
        :param own_move_ids: ids of the line's own moves
        :param taken: (date or None, quantity) that earlier lines of the same order take
        """
        own = [demand for demand in self.demands if demand.move_id in own_move_ids]
        turn = min((demand.turn for demand in own if demand.quantity > demand.reserved), default=None)
        demands = list(taken)
        for demand in self.demands:
            if demand.move_id in own_move_ids:
                continue
            waits = turn is not None and demand.turn > turn
            demands.append((demand.date, demand.reserved if waits else demand.quantity))
        receipts = list(self.incoming)
        receipts += [
            (demand.date, demand.reserved) for demand in self.moving if demand.move_id not in own_move_ids
        ]
        stock = self.on_hand - self.expired - sum(demand.reserved for demand in own + self.moving)
        return Timeline(
            now=now, late=late, stock=stock, receipts=receipts, demands=demands, expiring=self.expiring
        )


def combine_kit(parts):
    """How many whole kits the components make.

    :param parts: (available quantity of the component, quantity of it in one kit)
    :return: a whole number of kits, never below zero
    """
    kits = min((available / per_kit for available, per_kit in parts if per_kit), default=0.0)
    return float(max(int(kits + 1e-6), 0))
