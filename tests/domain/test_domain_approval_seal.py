from hypothesis import given
from hypothesis import strategies as st
from p2it_approvals_domain.seal import find_tampered, fingerprint, seal

contents = st.lists(
    st.dictionaries(st.sampled_from("abc"), st.integers() | st.text()), min_size=1, max_size=8
)


def build(found):
    rows, before = [], ""
    for content in found:
        sealed = seal(before, content)
        rows.append((content, before, sealed))
        before = sealed
    return rows


@given(contents)
def test_an_untouched_chain_holds(found):
    assert find_tampered(build(found)) is None


@given(contents, st.data())
def test_a_changed_row_is_found(found, data):
    rows = build(found)
    position = data.draw(st.integers(0, len(rows) - 1))
    content, before, sealed = rows[position]
    rows[position] = ({**content, "forged": 1}, before, sealed)
    assert find_tampered(rows) == position


@given(contents, st.data())
def test_a_missing_row_is_found_at_the_next(found, data):
    rows = build(found)
    position = data.draw(st.integers(0, len(rows) - 1))
    del rows[position]
    assert find_tampered(rows) == (position if position < len(rows) else None)


def test_a_changed_row_with_a_new_hash_breaks_the_next():
    rows = build([{"a": 1}, {"a": 2}])
    rows[0] = ({"a": 9}, "", seal("", {"a": 9}))
    assert find_tampered(rows) == 1


@given(st.dictionaries(st.text(max_size=3), st.floats(-1e9, 1e9) | st.text() | st.none() | st.booleans()))
def test_the_order_of_keys_is_no_change(values):
    assert fingerprint(values) == fingerprint(dict(reversed(list(values.items()))))


def test_numbers_are_told_apart_by_their_value_not_by_their_type():
    assert fingerprint({"qty": 2}) == fingerprint({"qty": 2.0}) == fingerprint({"qty": 2.0000000001})
    assert fingerprint({"qty": 2}) != fingerprint({"qty": 2.001})
    assert fingerprint({"ok": True}) != fingerprint({"ok": 1})
    assert fingerprint({"qty": 0.0}) == fingerprint({"qty": -0.0})
