import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.duplicates import DuplicateIndex, Keys, Verdict, is_alike, name_key

_DIGITS = st.sampled_from(["", "1", "2", "3"])
_KEYS = st.builds(
    Keys,
    code=_DIGITS,
    tax_code=_DIGITS,
    phones=st.lists(st.sampled_from("123"), max_size=2, unique=True).map(tuple),
    name=st.sampled_from(["", "a", "b"]),
    area=st.sampled_from(["", "x", "y"]),
    place=st.sampled_from(["", "x1", "y1"]),
)


def _index(*known):
    index = DuplicateIndex()
    for ref, keys in known:
        index.add(ref, keys)
    return index


def _import_all(rows):
    """Take every row as the import does.

    :return: (answers, owners of the numbers and codes as they would be stored)
    """
    index, answers, stored = DuplicateIndex(), [], []
    for number, keys in enumerate(rows):
        verdict = index.find(keys)
        answers.append(verdict)
        if verdict.conflict == "code":
            continue
        ref = number if verdict.ref is None else verdict.ref
        index.add(ref, keys)
        stored.append(ref)
    return index, answers


@given(st.lists(_KEYS, max_size=12))
def test_the_same_rows_again_make_nothing_new(rows):
    index, first = _import_all(rows)
    for keys, before in zip(rows, first, strict=True):
        again = index.find(keys)
        identified = keys.code or keys.tax_code or keys.phones
        if identified and before.conflict != "code":
            assert again.ref is not None or again.conflict


@given(st.lists(_KEYS, max_size=12))
def test_the_answer_is_always_the_same(rows):
    assert _import_all(rows)[1] == _import_all(rows)[1]


@given(st.lists(_KEYS, max_size=12))
def test_no_new_record_shares_a_tax_code_and_a_shared_number_is_told(rows):
    index = DuplicateIndex()
    for number, keys in enumerate(rows):
        verdict = index.find(keys)
        if verdict.ref is None and verdict.conflict != "code":
            assert not keys.tax_code or index.get_owner("tax_code", keys.tax_code) is None
            taken = [phone for phone in keys.phones if index.get_owner("phone", phone) is not None]
            assert not taken or verdict.conflict == "phone"
            index.add(number, keys)


def test_keys_are_asked_in_order():
    index = _index(("A", Keys(code="1")), ("B", Keys(tax_code="2")), ("C", Keys(phones=("3",))))
    assert index.find(Keys(code="1", tax_code="2", phones=("3",))) == Verdict("A", "code")
    assert index.find(Keys(tax_code="2", phones=("3",))) == Verdict("B", "tax_code")
    assert index.find(Keys(code="9", phones=("3",))) == Verdict("C", "phone")


def test_two_tax_codes_with_one_number_are_two_businesses():
    index = _index(("A", Keys(tax_code="1", phones=("3",))))
    assert index.find(Keys(tax_code="2", phones=("3",))) == Verdict(conflict="phone", holder="A")


def test_a_code_given_twice_is_refused():
    index = _index(("A", Keys(code="1", name="a", phones=("1",))))
    assert index.find(Keys(code="1", name="b", phones=("2",))) == Verdict(conflict="code", holder="A")
    assert index.find(Keys(code="1", name="a", phones=("2",))) == Verdict("A", "code")


def test_a_name_needs_a_place_and_no_evidence_against():
    index = _index(("A", Keys(code="1", name="a", area="x", place="x1", phones=("1",))))
    assert index.find(Keys(name="a", area="x")) == Verdict("A", "name")
    assert index.find(Keys(name="a", area="y")).ref is None
    assert index.find(Keys(name="a", area="x", phones=("2",))) == Verdict(similar="A")
    assert index.find(Keys(code="2", name="a", area="x")) == Verdict(similar="A")
    assert index.find(Keys(code="2", name="a", area="x", place="x1")) == Verdict("A", "name")
    assert index.find(Keys(name="a", area="x", place="x2")) == Verdict(similar="A")


def test_business_names_match_however_the_form_is_written():
    assert name_key("CTY TNHH MTV Thương mại An") == name_key(
        "Công ty Trách nhiệm hữu hạn Một thành viên TM An"
    )
    assert name_key("DNTN Hoà") == name_key("Doanh nghiệp tư nhân Hòa")


def test_a_code_with_quite_another_name_is_somebody_elses():
    index = _index(("A", Keys(code="1", name="dien may trang nga", tax_code="9")))
    assert index.find(Keys(code="1", name="hoan toan khac")).conflict == "code"
    assert index.find(Keys(code="1", name="trang nga")).ref == "A"
    assert index.find(Keys(code="1", name="hoan toan khac", tax_code="9")).ref == "A"
    assert index.find(Keys(code="1")).ref == "A"
    goods = DuplicateIndex(trust_codes=True)
    goods.add("A", Keys(code="1", name="bia"))
    assert goods.find(Keys(code="1", name="ruou")).ref == "A"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Công ty TNHH An Phát", "AN PHAT CO., LTD"),
        ("Cty ABC", "Công ty A.B.C"),
        ("Trần Xuân Tùng", "Anh Tùng"),
        ("Nguyễn Ánh", "Nguyen Ahn"),
        ("Công ty", "Đại lý Dung"),
    ],
)
def test_names_that_may_be_one(left, right):
    assert is_alike(left, right)
    assert is_alike(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Cty Chủ Số", "Cty Khác Hẳn"),
        ("Kẻ Xấu", "The Boss"),
        ("Công ty TNHH An", "Công ty TNHH Bình"),
        ("Lê Thị Hoa", "Trần Thị Mai"),
    ],
)
def test_names_that_share_nothing_are_two(left, right):
    assert not is_alike(left, right)
    assert not is_alike(right, left)
