"""How leads are handed out among the people of a team."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.sharing import LEAST_LOADED, ROUND_ROBIN, Turn

_PEOPLE = st.sets(st.integers(1, 50), min_size=1, max_size=8)


@given(_PEOPLE, st.one_of(st.none(), st.integers(1, 50)), st.integers(0, 60))
def test_one_after_the_other_gives_nobody_two_more_than_another(people, last, count):
    turn = Turn(last)
    given_to = Counter(turn.choose(people, ROUND_ROBIN) for _lead in range(count))
    shares = [given_to[person] for person in people]
    assert max(shares) - min(shares) <= 1


@given(_PEOPLE, st.integers(0, 20), st.integers(0, 20))
def test_the_turn_goes_on_where_a_former_run_ended(people, first, second):
    whole = Turn()
    expected = [whole.choose(people, ROUND_ROBIN) for _lead in range(first + second)]
    before = Turn()
    found = [before.choose(people, ROUND_ROBIN) for _lead in range(first)]
    after = Turn(before.last)
    found += [after.choose(people, ROUND_ROBIN) for _lead in range(second)]
    assert found == expected


@given(_PEOPLE, st.dictionaries(st.integers(1, 50), st.integers(0, 9)), st.integers(1, 40))
def test_the_least_loaded_gets_it(people, loads, count):
    turn = Turn(None, dict(loads))
    for _lead in range(count):
        least = min(turn.loads.get(person, 0) for person in people)
        chosen = turn.choose(people, LEAST_LOADED)
        assert chosen in people
        assert turn.loads[chosen] == least + 1


def test_among_equals_whose_turn_comes_first_gets_it():
    turn = Turn(last=2)
    assert [turn.choose({1, 2, 3}, LEAST_LOADED) for _lead in range(3)] == [3, 1, 2]


def test_a_load_counts_in_every_team():
    loads = {}
    dealers, projects = Turn(None, loads), Turn(None, loads)
    assert dealers.choose({1, 2}, LEAST_LOADED) == 1
    assert projects.choose({1, 2}, LEAST_LOADED) == 2
