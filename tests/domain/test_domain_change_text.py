from hypothesis import given
from hypothesis import strategies as st
from p2it_approvals_domain.change_text import Difference, Snapshot, compare

values = st.dictionaries(st.sampled_from(["Giá", "Số lượng", "Ghi chú"]), st.text(max_size=5), max_size=3)
lines = st.dictionaries(st.integers(1, 4), st.tuples(st.text(max_size=5), values), max_size=4)
snapshots = st.builds(Snapshot, values, lines)


@given(snapshots)
def test_nothing_differs_from_itself(snapshot):
    assert compare(snapshot, snapshot) == []


@given(snapshots, snapshots)
def test_the_way_back_undoes_what_it_says(before, after):
    there, back = compare(before, after), compare(after, before)
    assert {(one.label, one.before, one.after) for one in there if one.kind == "value"} == {
        (one.label, one.after, one.before) for one in back if one.kind == "value"
    }
    assert sum(one.kind == "added" for one in there) == sum(one.kind == "removed" for one in back)


@given(snapshots, snapshots)
def test_all_that_differs_is_said(before, after):
    found = compare(before, after)
    if any(
        before.values.get(label, "") != after.values.get(label, "") for label in before.values | after.values
    ):
        assert any(one.kind == "value" for one in found)
    assert {one.title for one in found if one.kind == "added"} == {
        after.lines[key][0] for key in after.lines.keys() - before.lines.keys()
    }


def test_it_reads_as_people_expect():
    before = Snapshot({"Khách": "An"}, {1: ("Xi măng", {"Giá": "100"}), 2: ("Cát", {"Giá": "5"})})
    after = Snapshot({"Khách": "Bình"}, {1: ("Xi măng", {"Giá": "90"}), 3: ("Đá", {"Giá": "7", "Ghi": ""})})
    assert compare(before, after) == [
        Difference("value", "", "Khách", "An", "Bình"),
        Difference("line", "Xi măng", "Giá", "100", "90"),
        Difference("removed", "Cát", before="Giá: 5"),
        Difference("added", "Đá", after="Giá: 7"),
    ]
