from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prm.lib.business_time import (
    Calendar,
    add_business_days,
    add_business_hours,
    add_business_time,
    business_days_between,
    business_hours_between,
    business_time_between,
    is_open,
    next_opening,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar("Europe/Berlin", holidays=frozenset({date(2025, 1, 1), date(2025, 4, 18), date(2025, 4, 21)}))
ROUND_THE_CLOCK = Calendar("Europe/Berlin", hours={day: ((time(0), time(0)),) for day in range(7)})
LUNCH = Calendar("America/New_York", hours={day: ((time(8, 30), time(12)), (time(13), time(17))) for day in range(6)})


def berlin(*parts):
    return datetime(*parts, tzinfo=BERLIN)


def test_hours_run_over_the_night():
    assert add_business_hours(berlin(2025, 1, 6, 15), 4, OFFICE) == berlin(2025, 1, 7, 11)


def test_hours_run_over_weekend_and_holidays():
    assert add_business_hours(berlin(2025, 4, 17, 16), 2, OFFICE) == berlin(2025, 4, 22, 10)


def test_a_start_outside_the_hours_counts_from_the_next_opening():
    assert add_business_hours(berlin(2025, 1, 5, 12), 1, OFFICE) == berlin(2025, 1, 6, 10)
    assert next_opening(berlin(2025, 1, 5, 12), OFFICE) == berlin(2025, 1, 6, 9)


def test_time_used_up_at_closing_ends_at_closing():
    assert add_business_hours(berlin(2025, 1, 6, 9), 8, OFFICE) == berlin(2025, 1, 6, 17)


def test_nothing_added_inside_the_hours_is_the_same_instant():
    assert add_business_hours(berlin(2025, 1, 6, 9, 30), 0, OFFICE) == berlin(2025, 1, 6, 9, 30)


def test_a_lunch_break_does_not_count():
    start = datetime(2025, 3, 3, 11, tzinfo=ZoneInfo("America/New_York"))
    assert add_business_hours(start, 2, LUNCH) == start.replace(hour=14)


def test_the_answer_keeps_the_time_zone_of_the_start():
    due = add_business_hours(datetime(2025, 7, 1, 7, tzinfo=UTC), 1, OFFICE)
    assert (due.hour, due.tzinfo) == (8, UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2025, 3, 30), 23), (date(2025, 10, 26), 25), (date(2025, 6, 1), 24)])
def test_the_day_the_clocks_change_has_its_real_length(day, hours):
    start = datetime.combine(day, time(0), BERLIN)
    end = datetime.combine(day + timedelta(days=1), time(0), BERLIN)
    assert business_hours_between(start, end, ROUND_THE_CLOCK) == hours


def test_office_hours_keep_their_wall_clock_across_the_change():
    assert add_business_hours(berlin(2025, 3, 28, 16), 2, OFFICE) == berlin(2025, 3, 31, 10)


def test_a_span_inside_the_skipped_hour_is_empty():
    night = Calendar("Europe/Berlin", hours={6: ((time(2), time(3)),), 0: ((time(9), time(17)),)})
    assert add_business_hours(berlin(2025, 3, 30, 0), 1, night) == berlin(2025, 3, 31, 10)


def test_hours_between_is_signed():
    assert business_hours_between(berlin(2025, 1, 7, 10), berlin(2025, 1, 6, 16), OFFICE) == Decimal(-2)


def test_open_includes_the_opening_and_not_the_closing_instant():
    assert [is_open(berlin(2025, 1, 6, hour), OFFICE) for hour in (8, 9, 16, 17)] == [False, True, True, False]


def test_business_days_skip_weekend_and_holidays():
    assert add_business_days(date(2025, 4, 17), 1, OFFICE) == date(2025, 4, 22)
    assert add_business_days(date(2025, 4, 22), -1, OFFICE) == date(2025, 4, 17)
    assert add_business_days(date(2025, 1, 4), 0, OFFICE) == date(2025, 1, 6)
    assert business_days_between(date(2025, 4, 14), date(2025, 4, 26), OFFICE) == 8


@pytest.mark.parametrize(
    "hours",
    [
        {},
        {0: ()},
        {7: ((time(9), time(17)),)},
        {0: ((time(17), time(9)),)},
        {0: ((time(9), time(12)), (time(11), time(17)))},
    ],
)
def test_impossible_calendars_are_refused(hours):
    with pytest.raises(ValueError, match=r"calendar|weekday"):
        Calendar("UTC", hours=hours)


def test_time_is_never_taken_away():
    with pytest.raises(ValueError, match="never taken away"):
        add_business_hours(berlin(2025, 1, 6, 9), -1, OFFICE)


CALENDARS = st.sampled_from([OFFICE, ROUND_THE_CLOCK, LUNCH])
INSTANTS = st.integers(0, 600_000).map(lambda minutes: datetime(2024, 12, 1, tzinfo=UTC) + timedelta(minutes=minutes))
LENGTHS = st.integers(0, 200 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(INSTANTS, LENGTHS, CALENDARS)
def test_between_measures_what_add_added(start, length, calendar):
    assert business_time_between(start, add_business_time(start, length, calendar), calendar) == length


@given(INSTANTS, LENGTHS, LENGTHS, CALENDARS)
def test_adding_twice_is_adding_the_sum(start, first, second, calendar):
    at_once = add_business_time(start, first + second, calendar)
    in_two = add_business_time(add_business_time(start, first, calendar), second, calendar)
    # Closing time and the next opening are the same business instant.
    assert business_time_between(at_once, in_two, calendar) == timedelta(0)


@given(INSTANTS, LENGTHS, LENGTHS, CALENDARS)
def test_more_time_never_ends_earlier(start, first, second, calendar):
    assert add_business_time(start, first, calendar) <= add_business_time(start, first + second, calendar)


@given(INSTANTS, INSTANTS, INSTANTS, CALENDARS)
def test_between_adds_up_along_the_way(one, two, three, calendar):
    direct = business_time_between(one, three, calendar)
    assert business_time_between(one, two, calendar) + business_time_between(two, three, calendar) == direct


@given(st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.integers(1, 60))
def test_business_days_between_measures_what_add_added(day, days):
    start = add_business_days(day, 0, OFFICE)
    assert business_days_between(start, add_business_days(start, days, OFFICE), OFFICE) == days
