"""Protection arithmetic in whole days of the vendor's calendar. The last day named is still protected."""

from dataclasses import dataclass
from datetime import date, timedelta

from prm.lib.months import months_after

WARNING_DAYS = (30, 14, 7, 1)


@dataclass(frozen=True)
class Span:
    """[start, end): protected from `start` up to, not including, `end`."""

    start: date
    end: date

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.last_day - self.start).days

    def covers(self, day: date) -> bool:
        return self.start <= day < self.end


def protect(start: date, days: int) -> Span:
    """Approved on 1 May for 90 days is protected through 30 July: `days` full days after the day of approval."""
    return Span(start, start + timedelta(days=days + 1))


def extend(span: Span, days: int) -> Span:
    """Counted from the old end, not from the day of asking."""
    return Span(span.start, span.end + timedelta(days=days))


def days_left(last_day: date, today: date) -> int:
    """Whole days after today; 0 on the last day, negative once it is over."""
    return (last_day - today).days


def reregister_from(expired_on: date, months: int) -> date:
    """The first day on which the same deal may be registered again; the month's last day where it is too short."""
    return months_after(expired_on, months)


def extension_refusal(
    *, last_day: date, today: date, opens_days: int, used: int, allowed: int, has_progress: bool
) -> str | None:
    """Why the partner may not extend by itself now, as a code; None when it may.

    Codes: over, early, used, no_progress. A request to the vendor stays open for `used` and `no_progress`.
    """
    left = days_left(last_day, today)
    if left < 0:
        return "over"
    if left > opens_days:
        return "early"
    if used >= allowed:
        return "used"
    return None if has_progress else "no_progress"


def warning_due(last_day: date, today: date, warned_at: int | None) -> int | None:
    """The warning to send today: the smallest threshold reached that was not sent yet, or None.

    A job that missed days sends one warning, the most urgent, and not all it missed.
    """
    left = days_left(last_day, today)
    if left < 0:
        return None
    reached = [threshold for threshold in WARNING_DAYS if left <= threshold]
    if not reached:
        return None
    due = min(reached)
    return due if warned_at is None or due < warned_at else None
