"""Reading clocks: one for a row, many for a list, the record of promises kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from prm.clocks.models import Clock
from prm.clocks.promises import PROMISES


@dataclass(frozen=True)
class Kept:
    """How often one promise was kept of how often it came due."""

    key: str
    label: Any
    kept: int
    due: int


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
