"""The promised answer on a row, kept by prm.clocks over the vendor's business hours."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deals.models import Registration
from deals.promises import REFERRAL_ANSWER, REGISTRATION_DECISION
from prm.clocks.models import Clock
from prm.clocks.promises import HOURS_A_DAY
from prm.clocks.queries import clock_for
from prm.clocks.services import (
    business_calendar,
    days_late,
    pause_clock,
    reopen_clock,
    resume_clock,
    start_clock,
    stop_clock,
)
from prm.lib.business_time import add_business_days, add_business_hours
from prm.tenancy.models import Vendor
from prm.tenancy.models.base import TenantModel
from prm.tenancy.scope import current_vendor_id


def promise_of(row: TenantModel) -> str:
    return REGISTRATION_DECISION.key if isinstance(row, Registration) else REFERRAL_ANSWER.key


def start_answer(row: TenantModel, days: int, *, at: datetime) -> datetime:
    """Promises an answer within business days; returns when it is due."""
    return start_clock(row, promise_of(row), at=at, hours=days * HOURS_A_DAY).due_at


def would_answer_by(days: int, *, at: datetime) -> datetime:
    """When an answer would be due if the promise were given now."""
    due: datetime = add_business_hours(at, days * HOURS_A_DAY, business_calendar(at))
    return due


def pause_answer(row: TenantModel, *, at: datetime, holder: str = "") -> None:
    pause_clock(row, promise_of(row), at=at, holder_label=holder)


def resume_answer(row: TenantModel, *, at: datetime) -> datetime:
    """Goes on with the time that was left; returns when the answer is due now."""
    return _due(resume_clock(row, promise_of(row), at=at), at)


def settle_answer(row: TenantModel, *, at: datetime) -> int:
    """The answer is given; returns by how many business days, begun ones counted, it came late."""
    clock = stop_clock(row, promise_of(row), at=at)
    return days_late(clock) if clock else 0


def reopen_answer(row: TenantModel, *, at: datetime, was_returned: bool) -> datetime:
    """An answer was taken back: the clock runs as if it had not been given."""
    if was_returned:
        return resume_answer(row, at=at)
    clock = clock_for(row, promise_of(row))
    return _due(reopen_clock(clock) if clock else None, at)


def business_days_after(day: date, days: int) -> date:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("UTC"))
    return add_business_days(day, days, business_calendar(noon))


def end_of_day(day: date) -> datetime:
    """The moment the day is over for the vendor."""
    zone = ZoneInfo(Vendor.objects.get(pk=current_vendor_id()).timezone)
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)


def _due(clock: Clock | None, at: datetime) -> datetime:
    return clock.due_at if clock else at
