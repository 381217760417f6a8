"""The text of a domain is parsed, never run."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_web_domain.domain_text import MAX_LENGTH, DomainTextError, read_domain

NOW = datetime(2026, 11, 24, 9, 30)


def read(text):
    return read_domain(text, {"uid": 7, "company_ids": [1, 2]}, NOW, lambda moment: moment.replace(hour=2))


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("", []),
        (None, []),
        ("[]", []),
        ('[("name", "ilike", "Nước mắm")]', [("name", "ilike", "Nước mắm")]),
        (
            '["|", ("user_id", "=", uid), ("active", "=", true)]',
            ["|", ("user_id", "=", 7), ("active", "=", True)],
        ),
        ('[("user_id", "in", [uid, False])]', [("user_id", "in", [7, False])]),
        ('[("company_id", "in", company_ids + [False])]', [("company_id", "in", [1, 2, False])]),
        ('[("date", "<", "today -7d")]', [("date", "<", "today -7d")]),
        ('[("amount", "<", -5.5)]', [("amount", "<", -5.5)]),
        ('[("date", "=", context_today())]', [("date", "=", date(2026, 11, 24))]),
        (
            '[("date", ">=", (context_today() - relativedelta(months=1, day=1)).strftime("%Y-%m-%d"))]',
            [("date", ">=", "2026-10-01")],
        ),
        (
            '[("at", "<", datetime.datetime.combine(context_today(), datetime.time(0, 0, 0)).to_utc())]',
            [("at", "<", datetime(2026, 11, 24, 2, 0))],
        ),
        (
            '[("at", ">", datetime.datetime.now() - datetime.timedelta(hours=2))]',
            [("at", ">", datetime(2026, 11, 24, 7, 30))],
        ),
        ('[("a", "any", [("b", "=", 1)])]', [("a", "any", [("b", "=", 1)])]),
    ],
)
def test_what_the_domain_editor_writes_is_read(text, domain):
    assert read(text) == domain


@pytest.mark.parametrize(
    "text",
    [
        "[(",
        "1",
        "'name'",
        "{}",
        "[('id', 'in', list(range(10**9)))]",
        "[('id', '=', 10 ** 10 ** 10)]",
        "['a' * 1000000000]",
        "[('id', '=', user.id)]",
        "[('id', '=', self.id)]",
        "[('id', '=', env.uid)]",
        "[('id', '=', __import__('os').getpid())]",
        "[('id', '=', uid.__class__)]",
        "[x for x in (1, 2)]",
        "[(lambda: 1)()]",
        "[f'{uid}']",
        "[context_today().strftime('%9999999999d' + '%Y' * 99)]",
        "[context_today().replace(year=99999)]",
        "[context_today() + relativedelta(years=99999)]",
        "[relativedelta(**{'days': 1})]",
        "[9999999999999999999999999]",
        "[" * 3000 + "]" * 3000,
        "-" * 5000 + "1",
        "['" + "x" * MAX_LENGTH + "']",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(DomainTextError):
        read(text)


@given(st.text())
def test_no_text_at_all_does_anything_but_be_read_or_refused(text):
    try:
        assert isinstance(read(text), list)
    except DomainTextError as error:
        assert error.source is not None


leaves = st.tuples(
    st.sampled_from(["name", "partner_id.name"]),
    st.sampled_from(["=", "in", "ilike"]),
    st.one_of(
        st.text(max_size=20), st.integers(-(10**9), 10**9), st.booleans(), st.lists(st.integers(0, 99))
    ),
)


@given(st.lists(leaves, max_size=5))
def test_every_literal_domain_is_read_as_it_is(domain):
    assert read(repr(domain)) == domain
