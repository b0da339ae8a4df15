"""Keeping time of promises: start, pause while the other side owes an answer, resume, stop."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from prm.clocks.events import ClockBreached
from prm.clocks.models import Clock, ServicePromise
from prm.clocks.promises import PROMISES
from prm.clocks.queries import calendar_row
from prm.lib.business_time import (
    Calendar,
    add_business_hours,
    add_business_time,
    business_days_between,
    business_time_between,
)
from prm.outbox.services import emit

CHUNK = 500


def business_calendar(at: datetime) -> Calendar:
    """The vendor's calendar with the holidays around a moment; office hours in its zone where it set none."""
    return calendar_row().calendar(range(at.year - 1, at.year + 3))


def promised_hours(key: str) -> Decimal:
    """Business hours the vendor promises: its own, or the product's default. Raises KeyError for an unknown promise."""
    own = ServicePromise.objects.filter(key=key).values_list("hours", flat=True).first()
    return own if own is not None else PROMISES[key].hours


def start_clock(
    target: Any, promise: str, *, at: datetime, partner_id: UUID | None = None, hours: Decimal | None = None
) -> Clock:
    """Starts a promise on a row, due after its business hours. A promise that runs there already is given back as it is.

    The partner is taken from the row where it has one; `hours` overrides what is promised.
    """
    running = _running(target, promise)
    if running:
        return running
    length = hours or promised_hours(promise)
    clock = Clock(
        target_type=target._meta.label_lower,
        target_id=target.pk,
        partner_id=partner_id or getattr(target, "partner_id", None),
        promise=promise,
        side=PROMISES[promise].side,
        hours=length,
        started_at=at,
        due_at=add_business_hours(at, length, business_calendar(at)),
    )
    clock.save(force_insert=True)
    return clock


def pause_clock(target: Any, promise: str, *, at: datetime, holder_label: str = "") -> Clock | None:
    """Stops the time while somebody else owes the answer. Nothing happens where no clock runs or it is paused."""
    clock = _running(target, promise)
    if clock and clock.paused_at is None:
        clock.paused_at, clock.holder_label = at, holder_label
        clock.save(update_fields=["paused_at", "holder_label"])
    return clock


def resume_clock(target: Any, promise: str, *, at: datetime) -> Clock | None:
    """Goes on with the business time that was left; a promise already broken stays broken."""
    clock = _running(target, promise)
    if clock and clock.paused_at:
        calendar = business_calendar(at)
        left = business_time_between(clock.paused_at, clock.due_at, calendar)
        if left > timedelta():
            clock.due_at = add_business_time(at, left, calendar)
        clock.paused_at, clock.holder_label = None, ""
        clock.save(update_fields=["paused_at", "holder_label", "due_at"])
    return clock


def stop_clock(target: Any, promise: str, *, at: datetime) -> Clock | None:
    """Ends it: kept when in time. A paused clock stops where it paused."""
    clock = _running(target, promise)
    if clock:
        clock.stopped_at = at
        clock.is_kept = (clock.paused_at or at) <= clock.due_at
        clock.save(update_fields=["stopped_at", "is_kept"])
    return clock


def reopen_clock(clock: Clock) -> Clock:
    """Takes a stop back when the decision that stopped it is undone."""
    clock.stopped_at, clock.is_kept = None, None
    clock.save(update_fields=["stopped_at", "is_kept"])
    return clock


def days_late(clock: Clock) -> int:
    """Whole business days, begun ones counted, by which a stopped clock missed its promise; 0 when kept."""
    if clock.stopped_at is None or clock.is_kept:
        return 0
    calendar = business_calendar(clock.stopped_at)
    due, stopped = calendar.local_date(clock.due_at), calendar.local_date(clock.stopped_at)
    return max(1, business_days_between(due, stopped, calendar))


def mark_breaches(*, at: datetime) -> int:
    """Finds promises whose time has run out and tells of each once (ClockBreached). Returns how many."""
    found = 0
    while chunk := _mark_chunk(at):
        found += chunk
    return found


@transaction.atomic
def _mark_chunk(at: datetime) -> int:
    late = Clock.objects.filter(stopped_at=None, paused_at=None, breached_at=None, due_at__lt=at).order_by("due_at")
    rows = list(late.select_for_update(skip_locked=True)[:CHUNK])
    Clock.objects.filter(pk__in=[row.pk for row in rows]).update(breached_at=at)
    for row in rows:
        event = ClockBreached(
            clock_id=row.pk, promise=row.promise, target_type=row.target_type, target_id=row.target_id
        )
        emit(event, at=at, partner_id=row.partner_id)
    return len(rows)


def _running(target: Any, promise: str) -> Clock | None:
    clocks = Clock.objects.select_for_update().filter(target_id=target.pk, promise=promise, stopped_at=None)
    return clocks.first()
