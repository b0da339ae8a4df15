from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prm.money.calendar import Period
from programs.rules.windows import MONTHS, Window, parse_window, parts_of

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("last 12 months", date(2024, 7, 1), date(2025, 7, 1)),
        ("last 1 month", date(2025, 6, 1), date(2025, 7, 1)),
        ("last 90 days", date(2025, 4, 2), date(2025, 7, 1)),
        ("last 4 full quarters", date(2024, 6, 1), date(2025, 6, 1)),
        ("last 4 full calendar quarters", date(2024, 4, 1), date(2025, 4, 1)),
        ("this year", date(2025, 3, 1), date(2025, 7, 1)),
        ("this calendar  year", date(2025, 1, 1), date(2025, 7, 1)),
        ("this half-year", date(2025, 3, 1), date(2025, 7, 1)),
        ("previous quarter", date(2025, 3, 1), date(2025, 6, 1)),
        ("previous year", date(2024, 3, 1), date(2025, 3, 1)),
        ("ever", date.min, date(2025, 7, 1)),
    ],
)
def test_words_name_days(words, start, end):
    """On 30 June 2025, in a year that starts in March."""
    assert parse_window(words).period(date(2025, 6, 30), 3) == Period(start, end)


@pytest.mark.parametrize(
    "words",
    ["", "last year", "last 0 months", "last 12", "12 months", "this day", "last 3 full days", "next year", "Ever"],
)
def test_other_words_name_no_window(words):
    with pytest.raises(ValueError, match="no window"):
        parse_window(words)


@given(days, st.integers(1, 12), st.integers(1, 60), st.sampled_from(["day", *MONTHS]))
def test_a_rolling_window_ends_with_the_day(on, year_starts, count, unit):
    period = Window(unit, count).period(on, year_starts)
    assert on in period
    assert on + timedelta(days=1) == period.end


@given(days, st.integers(1, 12), st.integers(1, 12), st.sampled_from(list(MONTHS)))
def test_full_windows_join_the_one_that_runs(on, year_starts, count, unit):
    full = Window(unit, count, "full").period(on, year_starts)
    running = Window(unit, 1, "running").period(on, year_starts)
    assert (full.end, on in running) == (running.start, True)
    parts = list(parts_of(full, unit, year_starts))
    assert len(parts) == count
    assert [part.end for part in parts] == [*(part.start for part in parts[1:]), full.end]


def test_the_outer_parts_are_cut_to_the_window():
    parts = parts_of(Period(date(2025, 2, 10), date(2025, 7, 5)), "quarter")
    assert list(parts) == [
        Period(date(2025, 2, 10), date(2025, 4, 1)),
        Period(date(2025, 4, 1), date(2025, 7, 1)),
        Period(date(2025, 7, 1), date(2025, 7, 5)),
    ]
