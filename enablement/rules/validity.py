"""How long a certification holds. Days are the vendor's; `expires_on` is the last valid day."""

from collections.abc import Iterable
from datetime import date, timedelta

from prm.lib.months import months_after
from prm.lib.reminders import reminder_due as due_in_series

REMINDER_DAYS = (90, 60, 30, 7)
# Renewed within this time before its end, a certification runs on from its old end; earlier, from today.
RENEWAL_WINDOW = timedelta(days=REMINDER_DAYS[0])


def expiry_of(awarded_on: date, months: int, *, runs_to: date | None = None) -> date:
    """The last valid day of an award made today, given what the one it renews runs to."""
    if runs_to is not None and awarded_on <= runs_to <= awarded_on + RENEWAL_WINDOW:
        return months_after(runs_to, months)
    return months_after(awarded_on, months)


def reminder_due(expires_on: date, today: date, sent: Iterable[int]) -> int | None:
    """The reminder to send today, of 90, 60, 30 and 7 days before the end, each once."""
    return due_in_series(expires_on, today, sent, REMINDER_DAYS)
