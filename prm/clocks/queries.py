"""Reading clocks: one for a row, many for a list, the record of promises kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from prm.clocks.models import DEFAULT_HOURS, BusinessCalendar, Clock, ServicePromise
from prm.clocks.promises import PROMISES, promised_text
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id


@dataclass(frozen=True)
class Kept:
    """How often one promise was kept of how often it came due."""

    key: str
    label: Any
    kept: int
    due: int


@dataclass(frozen=True)
class PromisedTime:
    """A promise with the hours that hold for the vendor and those the product comes with."""

    key: str
    label: Any
    side: str
    hours: Decimal
    usual: Decimal

    @property
    def is_own(self) -> bool:
        return self.hours != self.usual

    @property
    def text(self) -> str:
        return promised_text(self.hours)

    @property
    def usual_text(self) -> str:
        return promised_text(self.usual)


def promised_times() -> list[PromisedTime]:
    """Every promise with its time for this vendor, in the registry's order."""
    own = dict(ServicePromise.objects.values_list("key", "hours"))
    return [
        PromisedTime(item.key, item.label, item.side, own.get(item.key, item.hours), item.hours)
        for item in PROMISES.values()
    ]


def calendar_row() -> BusinessCalendar:
    """The vendor's calendar; where it set none, office hours in its zone, not saved."""
    row = BusinessCalendar.objects.first()
    if row is not None:
        return row
    vendor = Vendor.objects.get(pk=current_vendor_id())
    return BusinessCalendar(timezone=vendor.timezone, country=vendor.country, hours=DEFAULT_HOURS, closed_on=[])


def clock_for(target: Any, promise: str = "") -> Clock | None:
    """The row's running clock, else its last one."""
    clocks = Clock.objects.filter(target_id=target.pk)
    if promise:
        clocks = clocks.filter(promise=promise)
    return (
        clocks.order_by("stopped_at", "-started_at").filter(stopped_at=None).first()
        or clocks.order_by("-started_at").first()
    )


def clocks_for(targets: Iterable[Any], promise: str = "") -> dict[UUID, Clock]:
    """Row id -> its running clock, else its last one, for a whole page of rows in one query."""
    clocks = Clock.objects.filter(target_id__in=[target.pk for target in targets])
    if promise:
        clocks = clocks.filter(promise=promise)
    found: dict[UUID, Clock] = {}
    for clock in clocks.order_by("started_at"):
        if clock.target_id not in found or clock.stopped_at is None or found[clock.target_id].stopped_at is not None:
            found[clock.target_id] = clock
    return found


def promises_kept(partner_id: UUID, since: datetime, *, side: str = "vendor") -> list[Kept]:
    """What was promised to one partner since a moment and came due: kept of due, by promise, in the registry's order."""
    rows = (
        Clock.objects.filter(partner_id=partner_id, side=side, started_at__gte=since)
        .filter(Q(stopped_at__isnull=False) | Q(breached_at__isnull=False))
        .values("promise")
        .annotate(due=Count("pk"), kept=Count("pk", filter=Q(is_kept=True)))
    )
    counts = {row["promise"]: (row["kept"], row["due"]) for row in rows.order_by("promise")}
    return [Kept(key, PROMISES[key].label, *counts[key]) for key in PROMISES if key in counts]
