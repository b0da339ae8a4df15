"""The onboarding window: it counts only the days on which nobody waited for the vendor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wait:
    """Days on which the partner waited for the vendor: `begins` included, `ends` not. `what` says for which step."""

    begins: date
    ends: date
    what: str = ""

    @property
    def days(self) -> int:
        return max(0, (self.ends - self.begins).days)


@dataclass(frozen=True)
class Window:
    """`ends_on` is the last day but for those added: `delay_days` of the waits fell before it and moved it on."""

    ends_on: date
    delay_days: int


def overdue(due_on: date, done_on: date, what: str = "") -> Wait:
    """The days after the due date up to and with the one on which it was done."""
    return Wait(due_on + DAY, done_on + DAY, what)


def window_of(started_on: date, window_days: int, waits: Iterable[Wait]) -> Window:
    """Moves the end on by each day of waiting that began before it; a day two waits share counts once."""
    waited = {wait.begins + DAY * number for wait in waits for number in range(wait.days)}
    day, left, delay = started_on, window_days, 0
    while left > 0:
        if day in waited:
            delay += 1
        else:
            left -= 1
        day += DAY
    return Window(day, delay)
