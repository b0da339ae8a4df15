from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prm.money.calendar import FiscalCalendar, Period, PeriodKind

CALENDARS = st.builds(
    FiscalCalendar, st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Apia"]), st.integers(1, 12)
)
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
KINDS = st.sampled_from(PeriodKind)


@pytest.mark.parametrize(
    ("start_month", "day", "labels"),
    [
        (1, date(2026, 3, 31), ["2026-03", "FY2026 Q1", "FY2026"]),
        (2, date(2026, 1, 31), ["2026-01", "FY2026 Q4", "FY2026"]),
        (10, date(2025, 10, 1), ["2025-10", "FY2026 Q1", "FY2026"]),
        (7, date(2026, 6, 30), ["2026-06", "FY2026 Q4", "FY2026"]),
    ],
)
def test_periods_are_named_by_the_year_in_which_the_fiscal_year_ends(start_month, day, labels):
    calendar = FiscalCalendar("UTC", start_month)
    assert [calendar.label(calendar.period(kind, day)) for kind in PeriodKind] == labels


def test_a_period_begins_at_the_vendors_midnight():
    calendar = FiscalCalendar("America/Los_Angeles")
    march = calendar.period("month", datetime(2026, 4, 1, 6, 59, tzinfo=UTC))
    assert march == Period(date(2026, 3, 1), date(2026, 4, 1))
    starts, ends = calendar.bounds(march)
    # Eight hours behind at its start and seven at its end.
    assert starts.astimezone(UTC) == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert ends.astimezone(UTC) == datetime(2026, 4, 1, 7, tzinfo=UTC)


def test_periods_of_a_span():
    calendar = FiscalCalendar("UTC", 4)
    quarters = calendar.periods("quarter", date(2025, 12, 31), date(2026, 7, 1))
    assert [calendar.label(period) for period in quarters] == ["FY2026 Q3", "FY2026 Q4", "FY2027 Q1", "FY2027 Q2"]


def test_an_impossible_calendar_is_refused():
    with pytest.raises(ValueError, match="month from 1 to 12"):
        FiscalCalendar("UTC", 13)


@given(CALENDARS, KINDS, DAYS)
def test_a_day_lies_in_its_period_and_in_neither_neighbor(calendar, kind, day):
    period = calendar.period(kind, day)
    assert day in period
    assert day not in calendar.next(period)
    assert day not in calendar.previous(period)


@given(CALENDARS, KINDS, DAYS)
def test_periods_follow_each_other_without_gap(calendar, kind, day):
    period = calendar.period(kind, day)
    assert calendar.next(period).start == period.end
    assert calendar.previous(calendar.next(period)) == period
    assert calendar.bounds(period)[1] == calendar.bounds(calendar.next(period))[0]


@given(CALENDARS, KINDS, st.integers(0, 20 * 366 * 24 * 60))
def test_an_instant_lies_between_its_periods_bounds(calendar, kind, minutes):
    moment = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    starts, ends = calendar.bounds(calendar.period(kind, moment))
    assert starts <= moment < ends


@given(CALENDARS, DAYS)
def test_a_year_is_four_quarters_and_twelve_months(calendar, day):
    year = calendar.period("year", day)
    last = year.end - timedelta(days=1)
    assert len(list(calendar.periods("quarter", year.start, last))) == 4
    assert len(list(calendar.periods("month", year.start, last))) == 12
