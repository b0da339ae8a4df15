"""What is under way at partners, for whoever takes them on. Each pillar says it of its own, in a `handover.py`:

    open_work("deals.registrations", _("Deals"), find, permission=DealPermission.VIEW, order=40)

`find(partner_ids, at)` answers with one query for all the partners, the most urgent first, at most MOST rows.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from partners.lifecycle import SCREENING
from partners.models import Screening
from partners.permissions import DiligencePermission
from prm.lib.actor import Actor

MOST = 500


@dataclass(frozen=True)
class Work:
    """One thing somebody has to go on with: what, how it stands, by when, and where it is opened."""

    partner_id: UUID
    title: str
    note: Any
    due_on: date | None
    url_name: str
    ref: str


@dataclass(frozen=True)
class Source:
    key: str
    label: Any
    find: Callable[[Collection[UUID], datetime], Sequence[Work]]
    permission: str
    order: int


REGISTRY: dict[str, Source] = {}


def open_work(
    key: str, label: Any, find: Callable[[Collection[UUID], datetime], Sequence[Work]], *, permission: str, order: int
) -> None:
    REGISTRY[key] = Source(key, label, find, permission, order)


def work_of(partner_ids: Collection[UUID], actor: Actor, at: datetime) -> list[tuple[Any, list[Work]]]:
    """What is open at these partners by kind, as far as the actor may see it; kinds with nothing are left out."""
    sources = sorted(REGISTRY.values(), key=lambda source: (source.order, source.key))
    found = [(s.label, list(s.find(partner_ids, at))) for s in sources if actor.can(s.permission)]
    return [(label, rows) for label, rows in found if rows]


def screenings(partner_ids: Collection[UUID], at: datetime) -> list[Work]:
    rows = Screening.objects.filter(partner_id__in=partner_ids, status__in=("asked", "answered")).order_by(
        "due_on", "pk"
    )
    return [
        Work(row.partner_id, row.ref, SCREENING.state(row).label, row.due_on, "partners:screening-detail", row.ref)
        for row in rows[:MOST]
    ]


open_work("partners.screenings", _("Due diligence"), screenings, permission=DiligencePermission.VIEW, order=10)
