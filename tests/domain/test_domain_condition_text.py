from hypothesis import given
from hypothesis import strategies as st
from p2it_approvals_domain.condition_text import describe

LABELS = {"amount": "Giá trị", "state": "Trạng thái"}
names = st.sampled_from([*LABELS, "user_id"])
operators = st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "in", "ilike", "any"])
conditions = st.tuples(names, operators, st.integers(0, 9))
domains = st.lists(st.one_of(conditions, st.sampled_from(["&", "|", "!"])), max_size=5)


def say(domain):
    return describe(domain, LABELS.get, lambda _name, value: str(value))


@given(domains)
def test_what_is_more_than_parts_that_all_hold_is_not_said(domain):
    parts = [item for item in domain if not isinstance(item, str)]
    if {"|", "!"} & {item for item in domain if isinstance(item, str)}:
        assert say(domain) == ""
    if any(name not in LABELS or operator in ("in", "ilike", "any") for name, operator, _value in parts):
        assert say(domain) == ""


@given(st.lists(st.tuples(st.sampled_from([*LABELS]), st.sampled_from(["=", ">"]), st.integers(0, 9))))
def test_every_part_is_said_once_and_in_its_order(parts):
    domain = ["&"] * max(len(parts) - 1, 0) + parts
    expected = [f"{LABELS[name]} {operator} {value}" for name, operator, value in parts]
    assert say(domain) == ", ".join(expected)


def test_it_reads_as_people_write():
    domain = ["&", ("amount", ">=", 50), ("state", "!=", "nháp")]
    assert say(domain) == "Giá trị ≥ 50, Trạng thái ≠ nháp"


def test_a_part_without_words_leaves_the_whole_unsaid():
    assert say(["&", ("amount", ">=", 50), (1, "=", 1)]) == ""
    assert describe([("amount", ">=", 50)], LABELS.get, lambda _name, _value: "") == ""
