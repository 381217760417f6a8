from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from p2it_approvals_domain.chain import APPROVE, APPROVED, OPEN, REFUSE, Chain, ChainError, Decision, Step
from p2it_approvals_domain.supersession import Asked, find_kept


def test_an_agreement_stands_on_the_same_terms():
    asked = Asked(1, 7, ("price 5",), is_approved=True, deciders=frozenset({2}))
    assert find_kept([asked], 7, ("price 5",)) == asked
    assert find_kept([asked], 7, ("price 4",)) is None
    assert find_kept([asked], 8, ("price 5",)) is None
    assert find_kept([replace(asked, is_approved=False)], 7, ("price 5",)) is None


def test_who_agreed_does_not_keep_the_own_agreement():
    asked = Asked(1, 7, (), is_approved=True, deciders=frozenset({2}))
    assert find_kept([asked], 7, (), requester=2) is None
    assert find_kept([asked], 7, (), requester=3) == asked


# A document with two values, a type with a step that looks at each and one that looks at both: what
# happens to them is a list of events, and the state is what the events make of it.

GUARDS = {10: ("price",), 20: ("terms",), 30: ("price", "terms")}
PEOPLE = frozenset({1, 2, 3})


@dataclass(frozen=True)
class Request:
    """A request: its chain, which step each row is, and on which terms it was asked."""

    chain: Chain
    steps: dict
    terms: dict
    kept: dict

    def get_rows(self):
        states = self.chain.get_states()
        return [
            Asked(key, step, self.terms[key], states[key] == APPROVED, self.get_deciders(key))
            for key, step in self.steps.items()
        ]

    def get_deciders(self, key):
        if self.kept.get(key):
            return self.kept[key].deciders
        found = [decision for decision in self.chain.decisions if decision.step == key]
        return frozenset(person for one in found for person in (one.actor, one.seat))


def ask(document, requester, before, first_key):
    rows, steps, terms, kept = [], {}, {}, {}
    for key, (step, paths) in enumerate(GUARDS.items(), start=first_key):
        now = tuple(document[path] for path in paths)
        stands = find_kept(before.get_rows() if before else [], step, now, requester)
        rows.append(
            Step(
                key,
                sequence=step,
                approvers=PEOPLE,
                excludes_requester=True,
                excludes_previous=step == 30,
                is_kept=bool(stands),
                kept_from=stands.deciders if stands else frozenset(),
            )
        )
        steps[key], terms[key], kept[key] = step, now, stands
    return Request(Chain(requester, tuple(rows)), steps, terms, kept)


def play(events):
    """:return: (document, the requests in their order) after what happened"""
    document, requests = {"price": 0, "terms": 0}, []
    for event in events:
        if event[0] == "change":
            document = {**document, event[1]: event[2]}
        elif event[0] == "ask":
            requests.append(ask(document, event[1], requests[-1] if requests else None, 3 * len(requests)))
        elif requests and is_current(document, requests[-1]):
            last, (_kind, position, actor, seat, verdict) = requests[-1], event
            decision = Decision(list(last.steps)[position], actor, seat, verdict)
            with suppress(ChainError):
                requests[-1] = replace(last, chain=last.chain.decide(decision))
    return document, requests


def is_current(document, request):
    return all(
        request.terms[key] == tuple(document[path] for path in GUARDS[step])
        for key, step in request.steps.items()
    )


people = st.integers(1, 4)
events = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.sampled_from(["price", "terms"]), st.integers(0, 2)),
        st.tuples(st.just("ask"), people),
        st.tuples(
            st.just("decide"), st.integers(0, 2), people, people, st.sampled_from([APPROVE, APPROVE, REFUSE])
        ),
    ),
    max_size=40,
)


@given(events)
def test_replaying_what_happened_leads_to_the_same_state(happened):
    document, requests = play(happened)
    again, replayed = play(happened)
    assert (document, [one.chain.get_states() for one in requests]) == (
        again,
        [one.chain.get_states() for one in replayed],
    )
    for request in requests:
        rebuilt = Chain(request.chain.requester, request.chain.steps)
        for decision in request.chain.decisions:
            rebuilt = rebuilt.decide(decision)  # each was allowed when it was made
        assert rebuilt.get_states() == request.chain.get_states()


@given(events, st.integers(0, 40))
def test_what_comes_later_changes_no_request_before_the_last(happened, cut):
    _document, then = play(happened[:cut])
    _document, now = play(happened)
    assert then[:-1] == now[: len(then[:-1])]


@given(events)
def test_a_step_is_kept_only_for_what_was_agreed_on(happened):
    _document, requests = play(happened)
    for before, request in pairwise(requests):
        states = before.chain.get_states()
        agreed = {before.steps[key]: before.terms[key] for key, state in states.items() if state == APPROVED}
        for key, kept in request.kept.items():
            if kept:
                assert agreed[request.steps[key]] == request.terms[key]
                assert request.chain.requester not in kept.deciders


@given(events)
def test_an_approved_request_was_agreed_to_in_every_step_on_the_present_terms(happened):
    document, requests = play(happened)
    if not requests or not is_current(document, requests[-1]) or requests[-1].chain.state == OPEN:
        return
    last = requests[-1]
    if last.chain.state == APPROVED:
        for key in last.steps:
            deciders = last.get_deciders(key)
            assert deciders and last.chain.requester not in deciders
        earlier = last.get_deciders(next(iter(last.steps))) | last.get_deciders(list(last.steps)[1])
        own = {decision.actor for decision in last.chain.decisions if decision.step == list(last.steps)[2]}
        assert not own & earlier
