"""Reminders that go out so many days before a date, each once."""

from collections.abc import Iterable, Sequence
from datetime import date


def reminder_due(day: date, today: date, sent: Iterable[int], series: Sequence[int]) -> int | None:
    """The reminder of the series to send today: the tightest one that has come, if it was not sent.

    A missed night is made up the next; what starts late in its time gets one reminder, not all of them at once. After
    the day there is none.
    """
    days_left = (day - today).days
    reached = [days for days in series if days >= days_left >= 0]
    return min(reached) if reached and min(reached) not in set(sent) else None
