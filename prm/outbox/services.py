"""Saying, hearing and delivering events. The record is in PostgreSQL; Redis only carries the knock on the door."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from prm.outbox.events import EVENT_TYPES, DomainEvent
from prm.outbox.models import HandledEvent, OutboxEvent
from prm.tenancy.scope import Audience, current_scope, tenant_context

E = TypeVar("E", bound=DomainEvent)
Handler = Callable[[Any], None]

HANDLERS: dict[str, list[Handler]] = defaultdict(list)
MAX_ATTEMPTS = 8


def emit(event: DomainEvent, *, at: datetime, partner_id: UUID | None = None, delay: timedelta = timedelta()) -> None:
    """Writes the event in the present transaction. With a delay it reaches nobody before that (undo of a decision)."""
    _row(event, at, partner_id, delay).save(force_insert=True)


def emit_many(events: Iterable[DomainEvent], *, at: datetime) -> None:
    """The same for many with one statement; each event names its own partner."""
    OutboxEvent.objects.bulk_create(_row(event, at, None, timedelta()) for event in events)


def _row(event: DomainEvent, at: datetime, partner_id: UUID | None, delay: timedelta) -> OutboxEvent:
    full = replace(
        event, vendor_id=current_scope().vendor_id, occurred_at=at, partner_id=partner_id or event.partner_id
    )
    return OutboxEvent(
        id=full.event_id,
        name=full.name,
        payload=full.payload(),
        occurred_at=at,
        available_at=at + delay,
        partner_id=full.partner_id,
    )


def handles(*event_types: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Registers a handler of one event or of several that share a base. It runs as the vendor's role, after commit, at least once; its effect happens once."""

    def decorate(handler: Callable[[E], None]) -> Callable[[E], None]:
        for event_type in event_types:
            HANDLERS[event_type.name].append(handler)
        return handler

    return decorate


def cancel_event(event_id: UUID) -> bool:
    """Withdraws an event still waiting out its delay. True if it had reached nobody and never will."""
    withdrawn, _ = OutboxEvent.objects.filter(pk=event_id, handled_at=None, published_at=None).delete()
    return bool(withdrawn)


def deliver(event_id: UUID, *, at: datetime | None = None) -> None:
    """Runs every handler of one event inside the open vendor scope, each in its own savepoint, each once."""
    row = OutboxEvent.objects.select_for_update().filter(pk=event_id, handled_at=None).first()
    if row is None:
        return
    event = EVENT_TYPES[row.name].from_payload(row.payload)
    now = at or timezone.now()
    row.attempts += 1
    for handler in HANDLERS[row.name]:
        name = f"{handler.__module__}.{handler.__qualname__}"
        with transaction.atomic():
            _mark, is_new = HandledEvent.objects.get_or_create(
                event_id=row.pk, handler=name, defaults={"handled_at": now}
            )
            if is_new:
                handler(event)
    row.handled_at = now
    row.save(update_fields=["handled_at", "attempts"])


def note_failure(event_id: UUID, error: str) -> None:
    """Keeps what went wrong beside the event; after the last attempt it waits for an operator's replay."""
    row = OutboxEvent.objects.get(pk=event_id)
    row.attempts += 1
    row.last_error = error[:4000]
    row.available_at = timezone.now() + timedelta(seconds=min(3600, 2**row.attempts * 5))
    row.published_at = None
    row.save(update_fields=["attempts", "last_error", "available_at", "published_at"])


def drain(vendor_id: UUID, *, until: datetime | None = None, limit: int = 10_000) -> int:
    """Delivers everything that waits for one vendor, in order, here and now: tests, seeds and operators."""
    delivered = 0
    with tenant_context(Audience.VENDOR, vendor_id):
        while delivered < limit:
            waiting = OutboxEvent.objects.filter(handled_at=None)
            if until is not None:
                waiting = waiting.filter(available_at__lte=until)
            event_id = waiting.order_by("occurred_at", "id").values_list("id", flat=True).first()
            if event_id is None:
                break
            deliver(event_id)
            delivered += 1
    return delivered


def claim(limit: int = 200, lease: timedelta = timedelta(seconds=60)) -> list[tuple[UUID, UUID]]:
    """For the relay: (event, vendor) pairs to publish, across vendors, through a function of its own.

    A pair whose delivery is not marked within the lease is claimed again: that is the sweeper.
    """
    params: Any = [limit, lease, MAX_ATTEMPTS]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT event_id, vendor_id FROM prm_outbox_claim(%s, %s, %s)", params)
        return list(cursor.fetchall())
