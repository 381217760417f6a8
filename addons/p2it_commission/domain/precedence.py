"""Which of the rules that match a sale pays: the most specific, in an order that is written down here."""

from typing import NamedTuple


class Rule(NamedTuple):
    """What a rule asks for; None where it doesn't ask.

    :param category_depth: levels from the root to the rule's category, 0 without one
    :param group_depth: the same for the customer group
    :param area_depth: the same for the area
    """

    id: int
    sequence: int = 10
    has_product: bool = False
    category_depth: int = 0
    group_depth: int = 0
    area_depth: int = 0
    has_team: bool = False
    has_customer_kind: bool = False


PRECEDENCE = (
    ("has_product", "names the product"),
    ("category_depth", "names the nearest category"),
    ("group_depth", "names the nearest customer group"),
    ("area_depth", "names the nearest area"),
    ("has_team", "names the kind of order"),
    ("has_customer_kind", "asks for a new or an old customer"),
)
"""What makes a rule more specific, the strongest first. Then the sequence decides, then the older rule."""


def sort_by_precedence(rules):
    """:return: the rules, the one that wins over all others first"""
    return sorted(
        rules,
        key=lambda rule: (*(-int(getattr(rule, name)) for name, _why in PRECEDENCE), rule.sequence, rule.id),
    )


def explain(winner, loser):
    """Say why one rule wins over another that matches too.

    :return: name of what decided, of :data:`PRECEDENCE`, or ``sequence`` or ``id``
    """
    for name, _why in PRECEDENCE:
        if getattr(winner, name) != getattr(loser, name):
            return name
    return "sequence" if winner.sequence != loser.sequence else "id"
