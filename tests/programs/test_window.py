from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.window import Wait, overdue, window_of

START = date(2026, 3, 17)
waits = st.lists(
    st.builds(
        lambda begins, days: Wait(START + timedelta(begins), START + timedelta(begins + days)),
        st.integers(-30, 200),
        st.integers(-3, 60),
    ),
    max_size=6,
)


def test_what_was_done_a_day_late_waited_a_day():
    assert overdue(START, START + timedelta(1)).days == 1
    assert overdue(START, START).days == 0
    found = window_of(START, 90, [overdue(START + timedelta(10), START + timedelta(14))])
    assert (found.ends_on, found.delay_days) == (START + timedelta(94), 4)


def test_waiting_after_the_end_moves_nothing():
    assert window_of(START, 10, [Wait(START + timedelta(10), START + timedelta(40))]).delay_days == 0


@given(waits=waits, days=st.integers(1, 200))
def test_the_end_is_the_window_and_the_days_waited(waits, days):
    found = window_of(START, days, waits)
    assert found.ends_on == START + timedelta(days + found.delay_days)
    assert 0 <= found.delay_days <= sum(wait.days for wait in waits)


@given(waits=waits, one=waits, days=st.integers(1, 200))
def test_more_waiting_never_shortens_the_window_and_the_same_days_count_once(waits, one, days):
    found = window_of(START, days, waits)
    assert window_of(START, days, waits + one).ends_on >= found.ends_on
    assert window_of(START, days, waits + waits) == found
