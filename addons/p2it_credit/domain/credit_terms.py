"""Which terms hold for a customer: the nearest policy that says something about each of them.

A policy says of each term one of three things: a value, that there is none, or nothing (it inherits).
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

INHERIT = "inherit"
"""Said by a policy that leaves a term to the next one."""

NONE = "none"
"""Said by a policy that lifts a term: no limit, no check."""


class Policy(NamedTuple):
    """What one policy says.

    :param key: whatever tells it from others, sortable
    :param bool for_company: whether it is for one company only, and so nearer than one for all
    :param date date_from: first day in force; ``None`` since ever
    :param date date_to: last day in force; ``None`` for ever
    :param dict says: ``{term: (INHERIT, NONE or any other word, its values)}``
    """

    key: object
    for_company: bool
    date_from: date | None
    date_to: date | None
    says: dict

    def is_in_force(self, day):
        """:return: whether it holds on a day"""
        return (not self.date_from or self.date_from <= day) and (not self.date_to or day <= self.date_to)


class Level(NamedTuple):
    """Policies of one degree of nearness.

    :param account: whose debts the policies of this level are about; ``None`` where it is that of the top
    :param tuple policies: of this level
    """

    account: object
    policies: tuple


class Term(NamedTuple):
    """A term that holds.

    :param account: whose debts it is about; ``None`` for those of the topmost company
    :param Policy policy: that says it
    :param values: its values
    """

    account: object
    policy: Policy
    values: object


def find_policy(policies, term, day):
    """Find which of several policies of one level speaks about a term.

    One that ends beats one that does not: a temporary raise holds while it lasts, and what was before holds
    again by itself afterwards. Then the one that began last.

    :param policies: of one level
    :param str term: name of the term
    :param date day: when
    :return: the policy, or ``None`` when none says anything
    """
    speaking = [policy for policy in policies if policy.is_in_force(day) and policy.says[term][0] != INHERIT]
    return max(speaking, key=_get_rank, default=None)


def _get_rank(policy):
    begin = policy.date_from or date.min
    return (policy.for_company, policy.date_to is not None, begin, policy.key)


def find_term(levels, term, day):
    """Find what holds for a term: the nearest level that says something.

    :param levels: from the nearest to the farthest
    :param str term: name of the term
    :param date day: when
    :return: :class:`Term`, or ``None`` when nothing is said or it is lifted
    """
    for level in levels:
        policy = find_policy(level.policies, term, day)
        if policy:
            word, values = policy.says[term]
            return None if word == NONE else Term(level.account, policy, values)
    return None


def find_limits(levels, day):
    """Find every limit that holds: a branch's own does not lift that of the company above it.

    :param levels: from the nearest to the farthest; those of customers name their account
    :param date day: when
    :return: list of :class:`Term`, the nearest first
    """
    found = []
    for level in levels:
        policy = find_policy(level.policies, "limit", day)
        if not policy:
            continue
        if level.account is None and found:
            break
        word, values = policy.says["limit"]
        if word == NONE:
            break
        found.append(Term(level.account, policy, values))
        if level.account is None:
            break
    return found


class Bounds(NamedTuple):
    """What a customer is held to, in one currency; ``None`` for what is not checked.

    :param limit: the tightest limit
    :param overdue: days and amount that are tolerated
    :param prepayment: percent
    """

    limit: object
    overdue: tuple | None
    prepayment: object


def is_laxer(new, old):
    """Tell whether a limit allows more than another.

    :param Decimal new: a limit; ``None`` for none
    :param Decimal old: the other
    :rtype: bool
    """
    if old is None:
        return False
    return new is None or Decimal(str(new)) > Decimal(str(old))


def are_laxer(new, old):
    """Tell whether any of a customer's terms allows more than before.

    :param Bounds new: as they are now
    :param Bounds old: as they were
    :rtype: bool
    """
    late, was_late = new.overdue or (None, None), old.overdue or (None, None)
    return (
        is_laxer(new.limit, old.limit)
        or any(is_laxer(*pair) for pair in zip(late, was_late, strict=True))
        or (new.prepayment or 0) < (old.prepayment or 0)
    )
