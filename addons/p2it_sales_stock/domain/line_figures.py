"""What the lines of an order have to know about their goods: earlier lines take before later ones."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .figures import LATE_HOURS, combine_kit
from .promise import MARGIN

NONE, ENOUGH, LATER, SHORT = "none", "enough", "later", "short"
SEVERITY = (NONE, ENOUGH, LATER, SHORT)


@dataclass(frozen=True)
class LineRequest:
    """One line that asks.

    :param key: what the answer is given under
    :param order: lines of the same order compete with each other, in the sequence they are given in
    :param parts: (product id, its quantity for one of the line's product): itself, or a kit's components
    :param quantity: wanted, in the product's own unit; of a confirmed line, what its moves don't know yet
    :param own_move_ids: moves of the line, whose goods are the line's own
    :param confirmed: the line's moves are what is left to deliver
    :param deadline: promised to the customer; without one any date will do
    """

    key: object
    order: object
    warehouse_id: int
    parts: tuple
    quantity: float
    own_move_ids: frozenset = frozenset()
    confirmed: bool = False
    deadline: datetime | None = None
    on_order: bool = False
    """procured for the line itself, whatever the stock is"""


@dataclass
class LineFigures:
    """The answer, in the own unit of the line's product; for kits in whole kits."""

    on_hand: float = 0.0
    free: float = 0.0
    reserved: float = 0.0
    incoming: float = 0.0
    incoming_date: datetime | None = None
    rfq: float = 0.0
    ready: float = 0.0
    own_reserved: float = 0.0
    own_ready: float = 0.0
    promise_date: datetime | None = None
    state: str = NONE
    parts: dict = field(default_factory=dict)
    """{product id: LineFigures} of a kit's components"""


QUANTITIES = ("on_hand", "free", "reserved", "incoming", "rfq", "ready", "own_reserved", "own_ready")


def answer_lines(requests, figures, now):
    """Answer lines in the sequence given.

    :param requests: LineRequest
    :param figures: {(product id, warehouse id): Figures}, moves told apart where a line has own moves
    :param now: moment of the question
    :return: {key: LineFigures}
    """
    taken = defaultdict(list)
    answers = {}
    for request in requests:
        parts = {}
        for product_id, per_unit in request.parts:
            part = figures[product_id, request.warehouse_id]
            before = taken[request.order, product_id, request.warehouse_id]
            parts[product_id] = _answer_part(request, part, per_unit, before, now)
        answers[request.key] = _join_parts(request, parts)
    return answers


def _answer_part(request, figures, per_unit, before, now):
    """:param before: what earlier lines of the order take of it, to which this one adds its own"""
    demand, reserved, packed = figures.get_own(request.own_move_ids)
    quantity = request.quantity * per_unit
    need = demand + quantity if request.confirmed else quantity
    timeline = figures.get_timeline(
        now, now + timedelta(hours=LATE_HOURS), request.own_move_ids, taken=before
    )
    promise = timeline.get_earliest(need - reserved)
    free = figures.free - sum(amount for _date, amount in before)
    answer = LineFigures(
        on_hand=figures.on_hand,
        free=max(free, min(figures.free, 0.0)),
        reserved=figures.reserved,
        incoming=figures.incoming_quantity,
        incoming_date=figures.incoming_date,
        rfq=figures.rfq_quantity,
        ready=figures.ready,
        own_reserved=reserved,
        own_ready=packed,
        promise_date=promise if need > MARGIN else None,
        state=_get_state(request, need, promise, now),
    )
    # What its own moves ask for, later lines see among the demands already.
    more = need - demand
    if more > MARGIN and not request.on_order:
        before.append((promise, more))
    return answer


def _get_state(request, need, promise, now):
    if need <= MARGIN or request.on_order:
        return NONE
    if promise is None:
        return SHORT
    if promise <= now:
        return ENOUGH
    return SHORT if request.deadline and promise > request.deadline else LATER


def _join_parts(request, parts):
    """A kit is there when all of its components are."""
    per_unit = {product_id: amount for product_id, amount in request.parts if amount}
    if len(parts) == 1 and list(per_unit.values()) == [1.0]:
        return next(iter(parts.values()))
    kit = LineFigures(parts={product_id: replace(part) for product_id, part in parts.items()})
    for name in QUANTITIES:
        amounts = [(getattr(parts[product_id], name), amount) for product_id, amount in per_unit.items()]
        setattr(kit, name, combine_kit(amounts))
    asked = [part for part in parts.values() if part.state != NONE]
    dates = [part.promise_date for part in asked]
    kit.promise_date = max(dates) if dates and None not in dates else None
    kit.state = max((part.state for part in asked), key=SEVERITY.index, default=NONE)
    if kit.incoming:
        kit.incoming_date = max(parts[product_id].incoming_date for product_id in per_unit)
    return kit
