"""What the matcher answers: proposals with their reasons."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Proposal:
    """Who may have paid, and for what.

    ``allocation`` are (order, amount) in the order the money goes to them; what is left is on the
    customer's account. ``reasons`` are (code, parameters), ``doubts`` those that speak against it.
    """

    customer: int
    allocation: tuple[tuple[int, int], ...]
    score: int
    reasons: tuple[tuple[str, tuple], ...] = ()
    doubts: tuple[tuple[str, tuple], ...] = ()
    transfer: int = 0
    is_certain: bool = False

    @property
    def target(self):
        """What it would do, apart from why."""
        return self.customer, self.allocation, self.transfer


@dataclass(frozen=True)
class Match:
    """What was found for a line: proposals, the best first; ``notes`` say why there is no better one."""

    line: int
    proposals: tuple[Proposal, ...] = ()
    notes: tuple[tuple[str, tuple], ...] = ()

    @property
    def certain(self):
        """The proposal that needs no person to decide, or ``None``."""
        return self.proposals[0] if self.proposals and self.proposals[0].is_certain else None


def finish(case, customer, allocation=(), transfer=0, is_certain=False):
    """Make a proposal of what speaks for and against it; with a doubt it is not certain.

    :param Evidence case: what was found
    :rtype: Proposal
    """
    is_certain = bool(is_certain and not case.doubts)
    score = case.score if is_certain else min(case.score, 95)
    return Proposal(
        customer, tuple(allocation), score, tuple(case.reasons), tuple(case.doubts), transfer, is_certain
    )
