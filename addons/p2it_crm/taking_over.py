"""Orders taken over as history: what the server does differently while it takes them over."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

_taking_over = ContextVar("p2it_crm.taking_over", default=None)
"""What an import is taking over right now. A savepoint that is rolled back forgets what a cursor keeps."""


@dataclass
class TakingOver:
    """What an import is doing with the orders it takes over.

    ``cursor`` is its transaction; ``invoice_dates`` are the dates of their invoices by id; ``is_going_on``
    while those are confirmed whose goods leave at once, so that none need be reserved; ``is_delivering``
    while their goods leave.
    """

    cursor: object
    invoice_dates: dict = field(default_factory=dict)
    is_going_on: bool = False
    is_delivering: bool = False


@contextmanager
def taking_over(env):
    """Mark what is created meanwhile as taken over, and let it keep its dates.

    Kept on the server's side, where no client's context reaches, and for the running transaction alone.

    :param env: the environment of the import
    :return: yields a :class:`TakingOver`
    """
    taking = TakingOver(env.cr)
    token = _taking_over.set(taking)
    try:
        yield taking
    finally:
        _taking_over.reset(token)


@contextmanager
def doing(taking, name):
    """Set one of the marks of a :class:`TakingOver` for as long as it is so."""
    setattr(taking, name, True)
    try:
        yield
    finally:
        setattr(taking, name, False)


def get_taking_over(env):
    """:return: what :func:`taking_over` yields, ``None`` while nothing is taken over"""
    taking = _taking_over.get()
    return taking if taking and taking.cursor is env.cr else None
