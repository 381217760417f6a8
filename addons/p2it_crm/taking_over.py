"""Orders taken over as history: what the server does differently while it takes them over."""

from contextlib import contextmanager

_TAKING_OVER = "p2it_crm.taking_over"
"""Where a cursor keeps, while an import takes orders over, the dates of their invoices by order."""


@contextmanager
def taking_over(env):
    """Mark what is created meanwhile as taken over, and let it keep its dates.

    Kept on the server's side of the transaction, where no client's context reaches.

    :param env: the environment of the import
    :return: yields ``{id of the order: date of its invoice}``, to be filled
    """
    cache = env.cr.cache
    outer = cache.get(_TAKING_OVER)
    cache[_TAKING_OVER] = {}
    try:
        yield cache[_TAKING_OVER]
    finally:
        cache[_TAKING_OVER] = outer


def is_taking_over(env):
    """:return: whether the running transaction is taking orders over"""
    return env.cr.cache.get(_TAKING_OVER) is not None


def get_invoice_dates(env):
    """:return: what :func:`taking_over` yields; nothing while nothing is taken over"""
    return env.cr.cache.get(_TAKING_OVER) or {}
