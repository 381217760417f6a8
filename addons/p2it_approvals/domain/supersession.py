"""What of an earlier request still stands when a changed document is asked about again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A step as it was asked.

    :param key: identifies the row
    :param step: which step of the type it is
    :param terms: all that was agreed on: condition, fields that matter and their values, how many agree
    :param is_approved: whether it was agreed to
    :param deciders: who decided it, and in whose place
    """

    key: int
    step: int
    terms: tuple
    is_approved: bool = False
    deciders: frozenset = frozenset()


def find_kept(before, step, terms, requester=None):
    """Find the decision that makes a step needless: the same step on the same terms, agreed to.

    :param before: what was asked the last time
    :param step: the step that would be asked now
    :param terms: on which terms
    :param requester: who asks now, where that person may not decide: the own agreement doesn't count
    :return: the row whose decision stands, or ``None``
    :rtype: Asked | None
    """
    for asked in before:
        stands = asked.is_approved and asked.step == step and asked.terms == terms
        if stands and requester not in asked.deciders:
            return asked
    return None
