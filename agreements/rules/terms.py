"""When a term ends and until when somebody must act. Days are the vendor's calendar days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from prm.lib.months import months_after
from prm.lib.reminders import reminder_due as due_in_series

REMINDER_DAYS = (120, 90, 60, 30, 7)


@dataclass(frozen=True)
class Term:
    """One run of an agreement. `ends_on` is its last day; `action_on` the last day on which acting still helps."""

    starts_on: date
    ends_on: date
    action_on: date


def term_of(effective_on: date, *, term_months: int, auto_renew: bool, notice_days: int, run: int = 1) -> Term:
    """The first or a later run. Runs are counted from the first day, so that month ends never drift.

    31 Jan for one month: to 27 Feb, next run from 28 Feb, the one after from 31 Mar.
    """
    starts_on = months_after(effective_on, term_months * (run - 1))
    ends_on = months_after(effective_on, term_months * run) - timedelta(days=1)
    return Term(starts_on, ends_on, action_date(ends_on, auto_renew=auto_renew, notice_days=notice_days))


def action_date(ends_on: date, *, auto_renew: bool, notice_days: int) -> date:
    """The non-renewal notice deadline of an agreement that renews by itself; otherwise the day it ends."""
    return ends_on - timedelta(days=notice_days) if auto_renew else ends_on


def reminder_due(action_on: date, today: date, sent: Iterable[int]) -> int | None:
    """The reminder to send today, of 120, 90, 60, 30 and 7 days before the action date, each once."""
    return due_in_series(action_on, today, sent, REMINDER_DAYS)


def opens_on(action_on: date) -> date:
    """From this day the agreement counts as expiring."""
    return action_on - timedelta(days=REMINDER_DAYS[0])
