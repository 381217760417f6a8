"""Whose turn it is: a chain of steps and the events that happened to it, without a database.

What is decided follows from the events alone: replaying them always leads to the same state.
"""

from dataclasses import dataclass, replace
from datetime import timezone

APPROVE, REFUSE = "approve", "refuse"
WAITING, OPEN, APPROVED, REFUSED, CANCELLED = "waiting", "open", "approved", "refused", "cancelled"
ANY, ALL, QUORUM = "any", "all", "quorum"


class ChainError(ValueError):
    """A decision that may not be made.

    :param str reason: ``closed``, ``not_turn``, ``not_approver``, ``requester``, ``decided_before``
        or ``decided_already``
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Step:
    """One step of a chain.

    :param key: identifies it
    :param sequence: steps of the same number are open at the same time
    :param approvers: who may decide, in person or by a delegate
    :param mode: ``any``: one suffices; ``all``: everybody; ``quorum``: so many of them
    :param quorum: how many, for that mode
    :param excludes_requester: whether who asks may not decide
    :param excludes_previous: whether who decided an earlier step may not decide this one
    :param is_kept: whether an earlier decision still stands: nothing is asked any more
    :param kept_from: who made that decision, and in whose place: they count as having decided before
    """

    key: int
    sequence: int = 0
    approvers: frozenset = frozenset()
    mode: str = ANY
    quorum: int = 1
    excludes_requester: bool = False
    excludes_previous: bool = False
    is_kept: bool = False
    kept_from: frozenset = frozenset()


@dataclass(frozen=True)
class Decision:
    """What somebody decided.

    :param step: key of the step
    :param actor: who did it
    :param seat: in whose place; the actor where nobody is replaced
    :param verdict: ``approve`` or ``refuse``
    """

    step: int
    actor: int
    seat: int
    verdict: str


@dataclass(frozen=True)
class Chain:
    """A request for approval: who asked, the steps, the decisions so far.

    :param requester: who asked
    :param steps: in any order
    :param decisions: in the order they were made
    """

    requester: int
    steps: tuple = ()
    decisions: tuple = ()

    @property
    def state(self):
        """:return: ``approved``, ``refused`` or ``open``"""
        states = self.get_states().values()
        if REFUSED in states:
            return REFUSED
        return APPROVED if all(state == APPROVED for state in states) else OPEN

    def get_states(self):
        """:return: ``{key of the step: its state}``

        Steps open in the order of their numbers, each when all those before are approved. After a
        refusal nothing is asked any more.
        """
        own = {step.key: self._judge(step) for step in self.steps}
        if REFUSED in own.values():
            return {key: state if state in (APPROVED, REFUSED) else CANCELLED for key, state in own.items()}
        pending = [step.sequence for step in self.steps if own[step.key] == OPEN]
        turn = min(pending, default=None)
        return {
            step.key: WAITING if own[step.key] == OPEN and step.sequence != turn else own[step.key]
            for step in self.steps
        }

    def get_candidates(self, step):
        """:return: whose decision on a step is still wanted and may be made

        Empty where nobody is left: then an administrator names somebody.
        """
        excluded = {self.requester} if step.excludes_requester else set()
        if step.excludes_previous:
            excluded |= self._get_earlier_people(step)
        decided = {decision.seat for decision in self._get_decisions(step)}
        if step.mode != ALL:  # people are counted: who decided for another doesn't count a second time
            decided |= {decision.actor for decision in self._get_decisions(step)}
        return step.approvers - excluded - decided

    def get_needed(self, step):
        """:return: how many approvals of a step are still missing"""
        approvals = self._count(step, APPROVE)
        if step.is_kept:
            return 0
        if step.mode == ALL:
            return max(len(self.get_candidates(step)), 0 if approvals else 1)
        return max((step.quorum if step.mode == QUORUM else 1) - approvals, 0)

    def get_seats(self, actor, replaced=frozenset()):
        """Find the decisions that somebody may make now.

        :param actor: who
        :param replaced: whom the actor may replace
        :return: ``{key of an open step: in whose place}``, the own place first
        """
        states = self.get_states()
        seats = {}
        for step in self.steps:
            if states[step.key] == OPEN and not self._why_not(step, actor):
                candidates = self.get_candidates(step)
                places = [actor] if actor in candidates else sorted(candidates & frozenset(replaced))
                if places:
                    seats[step.key] = places[0]
        return seats

    def decide(self, decision):
        """Add a decision.

        :return: the chain with it
        :rtype: Chain
        :raise ChainError: when it may not be made
        """
        step = next((step for step in self.steps if step.key == decision.step), None)
        state = self.get_states().get(decision.step)
        if step is None or state in (APPROVED, REFUSED, CANCELLED):
            raise ChainError("closed")
        if state == WAITING:
            raise ChainError("not_turn")
        reason = self._why_not(step, decision.actor) or self._why_not(step, decision.seat)
        if reason:
            raise ChainError(reason)
        if decision.seat not in self.get_candidates(step):
            raise ChainError("not_approver")
        return replace(self, decisions=(*self.decisions, decision))

    def _why_not(self, step, person):
        """:return: what keeps a person from deciding a step whoever it stands for, or ``None``"""
        if step.excludes_requester and person == self.requester:
            return "requester"
        # Where all must agree, each place is decided once, and a delegate may fill several.
        if step.mode != ALL and any(
            person in (decision.actor, decision.seat) for decision in self._get_decisions(step)
        ):
            return "decided_already"
        if step.excludes_previous and person in self._get_earlier_people(step):
            return "decided_before"
        return None

    def _get_earlier_people(self, step):
        """:return: who decided a step before this one, for himself or for another"""
        earlier = {other.key: other.kept_from for other in self.steps if other.sequence < step.sequence}
        decided = ({d.actor, d.seat} for d in self.decisions if d.step in earlier)
        return frozenset().union(*earlier.values(), *decided)

    def _get_decisions(self, step):
        return [decision for decision in self.decisions if decision.step == step.key]

    def _count(self, step, verdict):
        return sum(decision.verdict == verdict for decision in self._get_decisions(step))

    def _judge(self, step):
        """:return: what a step's own decisions make of it: approved, refused or open"""
        if step.is_kept:
            return APPROVED
        refusals = self._count(step, REFUSE)
        if step.mode == QUORUM:
            reachable = self._count(step, APPROVE) + len(self.get_candidates(step))
            if refusals and reachable < step.quorum:
                return REFUSED
        elif refusals:
            return REFUSED
        return OPEN if self.get_needed(step) else APPROVED


def get_replaced(delegations, person, day, type_id):
    """Find whom somebody may replace. A delegate's delegate replaces nobody.

    :param delegations: objects with ``giver``, ``taker``, ``start``, ``end`` (``None``: open) and
        ``types`` (empty: all)
    :param person: who would decide
    :param day: when
    :param type_id: what kind of approval
    :return: set of persons
    :rtype: frozenset
    """
    return frozenset(
        delegation.giver
        for delegation in delegations
        if delegation.taker == person
        and delegation.giver != person
        and delegation.start <= day
        and (delegation.end is None or day <= delegation.end)
        and (not delegation.types or type_id in delegation.types)
    )


def is_absent(first, last, moment, zone):
    """Tell whether a moment lies in somebody's days off, by the day where that person is.

    :param first: first day off
    :param last: last day off
    :param moment: in UTC, without a zone of its own
    :param zone: the person's time zone
    :rtype: bool
    """
    return first <= moment.replace(tzinfo=timezone.utc).astimezone(zone).date() <= last
