from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from p2it_approvals_domain.chain import is_absent
from p2it_approvals_domain.deadline import get_deadline, get_hours

MONDAY = datetime(2026, 6, 15)


def office():
    """Yield endless working times: Monday to Friday, 8 to 12 and 13 to 17."""
    for number in count():
        day = MONDAY + timedelta(days=number)
        if day.weekday() < 5:
            yield day + timedelta(hours=8), day + timedelta(hours=12)
            yield day + timedelta(hours=13), day + timedelta(hours=17)


def at(day, hour, minute=0):
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def test_only_working_time_counts():
    assert get_deadline(at(0, 8), 4, office()) == at(0, 12)
    assert get_deadline(at(0, 8), 4.5, office()) == at(0, 13, 30)
    assert get_deadline(at(0, 12, 20), 1, office()) == at(0, 14)
    assert get_deadline(at(4, 16, 30), 1, office()) == at(7, 8, 30)
    assert get_deadline(at(5, 10), 0.25, office()) == at(7, 8, 15)


def test_without_working_time_there_is_no_deadline():
    assert get_deadline(at(0, 8), 1, []) is None
    assert get_deadline(at(0, 18), 1, [(at(0, 8), at(0, 17))]) is None


def test_the_time_taken_leaves_nights_and_weekends_out():
    assert get_hours(at(0, 16), at(1, 9), office()) == 2
    assert get_hours(at(4, 16), at(7, 9), office()) == 2
    assert get_hours(at(5, 9), at(6, 9), office()) == 0


def test_days_off_are_those_where_the_person_is():
    first, last, zone = date(2026, 6, 15), date(2026, 6, 16), ZoneInfo("Asia/Ho_Chi_Minh")
    moments = {
        datetime(2026, 6, 14, 16, 59): False,
        datetime(2026, 6, 14, 17, 0): True,
        datetime(2026, 6, 16, 16, 59): True,
        datetime(2026, 6, 16, 17, 0): False,
    }
    for moment, expected in moments.items():
        assert is_absent(first, last, moment, zone) is expected, moment


moments = st.integers(0, 60 * 24 * 14).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
allowed = st.integers(1, 60 * 100).map(lambda minutes: minutes / 60)


@given(moments, allowed)
def test_what_is_allowed_is_what_has_passed_at_the_deadline(moment, hours):
    deadline = get_deadline(moment, hours, office())
    assert abs(get_hours(moment, deadline, office()) - hours) < 1e-6
    assert any(start < deadline <= end + timedelta(seconds=1) for start, end in zip_until(deadline))


def zip_until(deadline):
    for start, end in office():
        if start > deadline:
            return
        yield start, end


@given(moments, allowed, allowed)
def test_more_time_is_a_later_deadline_and_two_parts_are_one_whole(moment, first, second):
    middle = get_deadline(moment, first, office())
    end = get_deadline(moment, first + second, office())
    assert middle < end
    assert abs(get_deadline(middle, second, office()) - end) < timedelta(seconds=1)


@given(moments, moments, moments)
def test_times_taken_add_up(one, two, three):
    first, middle, last = sorted((one, two, three))
    whole = get_hours(first, last, office())
    parts = get_hours(first, middle, office()) + get_hours(middle, last, office())
    assert abs(whole - parts) < 1e-6
