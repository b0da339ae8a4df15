from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.terms import REMINDER_DAYS, action_date, opens_on, reminder_due, term_of
from prm.lib.months import months_after

days = st.dates(date(2000, 1, 1), date(2080, 12, 31))
months = st.integers(1, 120)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day, count, expected):
    assert months_after(day, count) == expected


@given(days, st.integers(-600, 600))
def test_months_keep_the_day_or_take_the_last_of_the_month(day, count):
    there = months_after(day, count)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == count
    assert there.day == day.day or (there.day < day.day and (there + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("starts", "term_months", "run", "expected"),
    [
        (date(2026, 1, 1), 12, 1, (date(2026, 1, 1), date(2026, 12, 31))),
        (date(2026, 1, 31), 1, 1, (date(2026, 1, 31), date(2026, 2, 27))),
        (date(2026, 1, 31), 1, 2, (date(2026, 2, 28), date(2026, 3, 30))),
        (date(2026, 1, 31), 1, 3, (date(2026, 3, 31), date(2026, 4, 29))),
        (date(2028, 2, 29), 12, 1, (date(2028, 2, 29), date(2029, 2, 27))),
        (date(2028, 2, 29), 12, 5, (date(2032, 2, 29), date(2033, 2, 27))),
    ],
)
def test_a_term_ends_the_day_before_the_next_begins(starts, term_months, run, expected):
    term = term_of(starts, term_months=term_months, auto_renew=True, notice_days=30, run=run)
    assert (term.starts_on, term.ends_on) == expected


@given(days, months, st.integers(1, 12), st.integers(0, 365), st.booleans())
def test_runs_join_without_gap_or_overlap(starts, term_months, run, notice, auto):
    this = term_of(starts, term_months=term_months, auto_renew=auto, notice_days=notice, run=run)
    following = term_of(starts, term_months=term_months, auto_renew=auto, notice_days=notice, run=run + 1)
    assert following.starts_on - this.ends_on == timedelta(days=1)
    assert this.ends_on >= this.starts_on


@given(days, st.integers(0, 365))
def test_the_action_date_is_the_notice_deadline_only_where_it_renews_by_itself(ends_on, notice):
    assert action_date(ends_on, auto_renew=False, notice_days=notice) == ends_on
    assert action_date(ends_on, auto_renew=True, notice_days=notice) == ends_on - timedelta(days=notice)


@given(days)
def test_each_reminder_goes_once_when_the_job_runs_every_night(action_on):
    sent = []
    for offset in range(200, -20, -1):
        today = action_on - timedelta(days=offset)
        due = reminder_due(action_on, today, sent)
        if due is not None:
            assert (action_on - today).days == due
            sent.append(due)
    assert tuple(sent) == REMINDER_DAYS


@given(days, st.sets(st.integers(0, 200), max_size=8))
def test_missed_nights_never_lead_to_two_reminders_in_one_run_or_one_twice(action_on, nights):
    sent = []
    for offset in sorted(nights, reverse=True):
        due = reminder_due(action_on, action_on - timedelta(days=offset), sent)
        assert due is None or (due in REMINDER_DAYS and due not in sent and due >= offset)
        sent += [due] if due is not None else []
    assert sent == sorted(sent, reverse=True)


@pytest.mark.parametrize(
    ("days_left", "sent", "expected"),
    [
        (121, [], None),
        (120, [], 120),
        (119, [], 120),
        (119, [120], None),
        (50, [], 60),
        (7, [120, 90, 60, 30], 7),
        (3, [7], None),
        (0, [], 7),
        (-1, [], None),
    ],
)
def test_the_tightest_reminder_that_has_come_is_due(days_left, sent, expected):
    today = date(2026, 3, 17)
    assert reminder_due(today + timedelta(days=days_left), today, sent) == expected


def test_an_agreement_counts_as_expiring_from_the_first_reminder_on():
    assert opens_on(date(2026, 6, 30)) == date(2026, 3, 2)
