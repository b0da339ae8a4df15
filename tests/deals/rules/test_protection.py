from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deals.rules.protection import (
    WARNING_DAYS,
    Span,
    days_left,
    extend,
    extension_refusal,
    protect,
    reregister_from,
    warning_due,
)

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2020, 5, 1), 90, date(2020, 7, 30)),
        (date(2025, 3, 1), 60, date(2025, 4, 30)),
        (date(2025, 1, 31), 90, date(2025, 5, 1)),
        (date(2026, 3, 17), 90, date(2026, 6, 15)),
    ],
)
def test_protection_runs_full_days_after_the_day_of_approval(start, days, last):
    assert protect(start, days).last_day == last


def test_an_extension_counts_from_the_old_end():
    assert extend(protect(date(2020, 5, 1), 90), 30).last_day == date(2020, 8, 29)
    assert extend(protect(date(2025, 3, 1), 60), 60).last_day == date(2025, 6, 29)


def test_the_last_day_is_protected_and_the_next_is_free():
    span = protect(date(2025, 3, 1), 60)
    assert (span.covers(date(2025, 4, 30)), span.covers(date(2025, 5, 1))) == (True, False)


@given(DAYS, st.integers(1, 400), st.lists(st.integers(1, 90), max_size=4))
def test_extensions_add_up_in_any_order(start, days, extensions):
    forward = backward = protect(start, days)
    for more in extensions:
        forward = extend(forward, more)
    for more in reversed(extensions):
        backward = extend(backward, more)
    assert forward == backward == protect(start, days + sum(extensions))
    assert forward.days == days + sum(extensions)


@given(DAYS, st.integers(-10, 60), st.integers(0, 2))
def test_one_self_service_extension_in_the_last_thirty_days(today, left, used):
    refusal = extension_refusal(
        last_day=today + timedelta(days=left), today=today, opens_days=30, used=used, allowed=1, has_progress=True
    )
    expected = "over" if left < 0 else "early" if left > 30 else "used" if used >= 1 else None
    assert refusal == expected


def test_an_extension_needs_progress():
    last = date(2026, 5, 1)
    refusal = extension_refusal(last_day=last, today=last, opens_days=30, used=0, allowed=1, has_progress=False)
    assert refusal == "no_progress"


@given(DAYS, st.integers(40, 400), st.sets(st.integers(0, 60)))
def test_warnings_come_in_order_and_never_twice_whatever_nights_the_job_missed(start, length, missed):
    last = start + timedelta(days=length)
    warned, sent = None, []
    for day in (start + timedelta(days=n) for n in range(length + 5)):
        if days_left(last, day) in missed:
            continue
        for _run in range(2):
            due = warning_due(last, day, warned)
            if due is not None:
                sent.append(due)
                warned = due
    assert sent == sorted(set(sent), reverse=True)
    assert set(sent) <= set(WARNING_DAYS)
    assert missed or tuple(sent) == WARNING_DAYS


def test_nothing_is_warned_of_once_it_is_over():
    assert warning_due(date(2026, 5, 1), date(2026, 5, 2), None) is None


def test_a_span_names_both_sides():
    assert Span(date(2026, 5, 1), date(2026, 5, 2)).days == 0


def test_registering_again_waits_whole_months_and_clamps_to_short_ones():
    assert reregister_from(date(2017, 1, 15), 3) == date(2017, 4, 15)
    assert reregister_from(date(2016, 11, 30), 3) == date(2017, 2, 28)
