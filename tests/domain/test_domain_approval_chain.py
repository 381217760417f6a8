from contextlib import suppress
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_approvals_domain.chain import (
    ALL,
    ANY,
    APPROVE,
    APPROVED,
    CANCELLED,
    OPEN,
    QUORUM,
    REFUSE,
    REFUSED,
    WAITING,
    Chain,
    ChainError,
    Decision,
    Step,
    get_replaced,
)

REQUESTER = 9


def chain(*steps, decisions=()):
    return Chain(REQUESTER, steps, tuple(decisions))


def step(key, *approvers, sequence=None, **options):
    return Step(key, key if sequence is None else sequence, frozenset(approvers), **options)


def decide(current, key, actor, verdict=APPROVE, seat=None):
    return current.decide(Decision(key, actor, seat or actor, verdict))


def why_refused(current, key, actor, seat=None):
    with pytest.raises(ChainError) as caught:
        decide(current, key, actor, seat=seat)
    return caught.value.reason


def test_steps_open_one_after_the_other():
    current = chain(step(1, 1), step(2, 2))
    assert current.get_states() == {1: OPEN, 2: WAITING}
    assert why_refused(current, 2, 2) == "not_turn"
    current = decide(current, 1, 1)
    assert current.get_states() == {1: APPROVED, 2: OPEN}
    assert decide(current, 2, 2).state == APPROVED


def test_steps_of_one_number_are_open_together():
    current = chain(step(1, 1, sequence=5), step(2, 2, sequence=5), step(3, 3, sequence=6))
    assert current.get_states() == {1: OPEN, 2: OPEN, 3: WAITING}
    assert decide(current, 2, 2).get_states() == {1: OPEN, 2: APPROVED, 3: WAITING}


def test_one_refusal_ends_the_request():
    current = decide(chain(step(1, 1, 2, mode=ALL), step(2, 3)), 1, 2, REFUSE)
    assert current.get_states() == {1: REFUSED, 2: CANCELLED}
    assert current.state == REFUSED
    assert why_refused(current, 1, 1) == "closed"


def test_all_must_agree_where_all_are_asked():
    current = decide(chain(step(1, 1, 2, mode=ALL)), 1, 1)
    assert current.state == OPEN
    assert decide(current, 1, 2).state == APPROVED


def test_a_quorum_is_refused_only_when_it_cannot_be_reached():
    current = decide(chain(step(1, 1, 2, 3, mode=QUORUM, quorum=2)), 1, 1, REFUSE)
    assert current.state == OPEN
    assert decide(decide(current, 1, 2), 1, 3).state == APPROVED
    assert decide(current, 1, 2, REFUSE).state == REFUSED


def test_who_asks_does_not_decide_where_four_eyes_are_wanted():
    current = chain(step(1, REQUESTER, 1, excludes_requester=True))
    assert why_refused(current, 1, REQUESTER) == "requester"
    assert why_refused(current, 1, 1, seat=REQUESTER) == "requester"
    assert why_refused(current, 1, REQUESTER, seat=1) == "requester"
    assert decide(chain(step(1, REQUESTER)), 1, REQUESTER).state == APPROVED


def test_who_decided_before_does_not_decide_again_not_even_for_another():
    current = chain(step(1, 1), step(2, 1, 2, excludes_previous=True))
    current = decide(current, 1, 1)
    assert why_refused(current, 2, 1) == "decided_before"
    assert why_refused(current, 2, 1, seat=2) == "decided_before"
    assert current.get_seats(1, {2}) == {}
    assert decide(current, 2, 2).state == APPROVED


def test_nobody_counts_twice_in_a_step():
    current = decide(chain(step(1, 1, 2, mode=QUORUM, quorum=2)), 1, 1)
    assert why_refused(current, 1, 1) == "decided_already"
    assert why_refused(current, 1, 1, seat=2) == "decided_already"


def test_where_all_must_agree_a_delegate_fills_the_own_place_and_the_other():
    current = decide(chain(step(1, 1, 3, mode=ALL)), 1, 1, seat=3)
    assert current.get_seats(1, {3}) == {1: 1}
    assert why_refused(current, 1, 1, seat=3) == "not_approver"
    assert decide(current, 1, 1).state == APPROVED


def test_a_delegate_decides_in_the_place_of_another():
    current = chain(step(1, 1, 2))
    assert current.get_seats(5, {2}) == {1: 2}
    assert current.get_seats(2, {1}) == {1: 2}
    assert current.get_seats(5) == {}
    assert decide(current, 1, 5, seat=2).state == APPROVED


def test_a_kept_step_is_not_asked_again():
    current = chain(step(1, 1, is_kept=True), step(2, 2))
    assert current.get_states() == {1: APPROVED, 2: OPEN}


def test_who_made_a_kept_decision_has_decided_before():
    current = chain(step(1, 1, is_kept=True, kept_from=frozenset({1})), step(2, 1, 2, excludes_previous=True))
    assert why_refused(current, 2, 1) == "decided_before"
    assert current.get_candidates(current.steps[1]) == {2}


def test_a_step_that_nobody_is_left_for_stays_open():
    current = decide(chain(step(1, 1), step(2, 1, excludes_previous=True)), 1, 1)
    assert current.get_states()[2] == OPEN
    assert not current.get_candidates(current.steps[1])


def test_delegations_hold_on_their_days_for_their_types_and_not_further():
    rows = [
        SimpleNamespace(giver=1, taker=2, start=date(2026, 1, 5), end=date(2026, 1, 9), types=frozenset({7})),
        SimpleNamespace(giver=2, taker=3, start=date(2026, 1, 1), end=None, types=frozenset()),
    ]
    assert get_replaced(rows, 2, date(2026, 1, 5), 7) == {1}
    assert get_replaced(rows, 2, date(2026, 1, 9), 7) == {1}
    assert get_replaced(rows, 2, date(2026, 1, 10), 7) == set()
    assert get_replaced(rows, 2, date(2026, 1, 4), 7) == set()
    assert get_replaced(rows, 2, date(2026, 1, 5), 8) == set()
    assert get_replaced(rows, 3, date(2026, 1, 5), 7) == {2}


people = st.integers(1, 5)
steps = st.lists(
    st.builds(
        Step,
        key=st.just(0),
        sequence=st.integers(0, 2),
        approvers=st.frozensets(people, min_size=1, max_size=4),
        mode=st.sampled_from([ANY, ALL, QUORUM]),
        quorum=st.integers(1, 3),
        excludes_requester=st.booleans(),
        excludes_previous=st.booleans(),
    ),
    min_size=1,
    max_size=4,
).map(lambda found: tuple(Step(**{**vars(one), "key": key}) for key, one in enumerate(found)))
attempts = st.lists(
    st.builds(Decision, st.integers(0, 4), people, people, st.sampled_from([APPROVE, APPROVE, REFUSE])),
    max_size=25,
)


def run(current, tries):
    for attempt in tries:
        with suppress(ChainError):
            current = current.decide(attempt)
    return current


@given(steps, attempts, st.integers(1, 5))
def test_replaying_what_happened_leads_to_the_same_state(found, tries, requester):
    after = run(Chain(requester, found), tries)
    again = Chain(requester, found)
    for decision in after.decisions:
        again = again.decide(decision)  # every decision was allowed when it was made
    assert again == after
    assert Chain(requester, found, after.decisions).get_states() == after.get_states()


@given(steps, attempts, st.integers(1, 5))
def test_nothing_is_approved_without_what_each_step_asks_for(found, tries, requester):
    after = run(Chain(requester, found), tries)
    for one in found:
        seats = [(d.actor, d.seat) for d in after.decisions if d.step == one.key and d.verdict == APPROVE]
        if after.get_states()[one.key] == APPROVED:
            needed = one.quorum if one.mode == QUORUM else 1
            assert len({actor for actor, _seat in seats}) >= needed
            assert {seat for _actor, seat in seats} <= one.approvers
            if one.excludes_requester:
                assert requester not in {person for pair in seats for person in pair}


@given(steps, attempts, st.integers(1, 5))
def test_no_decision_is_made_out_of_turn_or_after_the_end(found, tries, requester):
    current = Chain(requester, found)
    sequence = {one.key: one.sequence for one in found}
    for decision in run(current, tries).decisions:
        states = current.get_states()
        assert current.state == OPEN
        earlier = [key for key in states if sequence[key] < sequence[decision.step]]
        assert all(states[key] == APPROVED for key in earlier)
        current = current.decide(decision)


@given(steps, attempts, st.integers(1, 5), people)
def test_the_seats_offered_are_those_that_are_accepted(found, tries, requester, person):
    current = run(Chain(requester, found), tries)
    for key, seat in current.get_seats(person, {1, 2}).items():
        assert current.decide(Decision(key, person, seat, APPROVE))
