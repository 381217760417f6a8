"""Which limit of days counts for a lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.stale import Limit, find_days, order_limits

_IDS = st.sampled_from([None, 1, 2])
_LIMITS = st.lists(
    st.builds(Limit, st.sampled_from(["lead", "opportunity"]), _IDS, _IDS, _IDS, st.integers(0, 30))
)


@pytest.mark.parametrize(
    ("limits", "days"),
    [
        ([], 0),
        ([Limit("lead", None, None, None, 7)], 7),
        ([Limit("opportunity", None, None, None, 7)], 0),
        ([Limit("lead", None, None, None, 7), Limit("lead", 1, None, None, 3)], 3),
        ([Limit("lead", None, 1, None, 7), Limit("lead", None, None, 1, 3)], 7),
        ([Limit("lead", 1, None, None, 7), Limit("lead", None, 1, 1, 3)], 7),
        ([Limit("lead", 1, 1, None, 9), Limit("lead", 1, None, 1, 3)], 9),
        ([Limit("lead", None, None, None, 7), Limit("lead", 1, None, None, 0)], 0),
        ([Limit("lead", 2, None, None, 7)], 0),
    ],
)
def test_the_most_particular_limit_counts(limits, days):
    assert find_days(order_limits(limits), "lead", 1, 1, 1) == days
    assert find_days(order_limits(reversed(limits)), "lead", 1, 1, 1) == days


@given(_LIMITS, st.sampled_from([1, 2]), st.sampled_from([False, 1, 2]), st.sampled_from([False, 1, 2]))
def test_what_counts_fits_and_nothing_that_fits_is_more_particular(limits, step, team, company):
    days = find_days(order_limits(limits), "lead", step, team, company)
    fitting = [limit for limit in limits if limit.fits("lead", step, team, company)]
    if not fitting:
        assert days == 0
        return
    best = min((limit.step_id is None, limit.team_id is None, limit.company_id is None) for limit in fitting)
    assert days in [
        limit.days
        for limit in fitting
        if (limit.step_id is None, limit.team_id is None, limit.company_id is None) == best
    ]
