"""Levels that are pinned, and levels about to be lost."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from programs.models import Demotion, Partnership, TierPin


def pinned_on(partnership_ids: Iterable[UUID], on: date) -> set[UUID]:
    """Those whose level is kept on a day whatever the figures; the day named as the end is the first one without."""
    rows = TierPin.objects.filter(partnership_id__in=list(partnership_ids), lifted_at=None, until__gt=on)
    return set(rows.values_list("partnership_id", flat=True))


def pin_of(partnership: Partnership, on: date) -> TierPin | None:
    return TierPin.objects.filter(partnership=partnership, lifted_at=None, until__gt=on).first()


def demotions_with_names() -> QuerySet[Demotion]:
    return Demotion.objects.select_related(
        "partner", "partnership__program", "partnership__owner", "from_tier", "to_tier"
    )


def demotion_by_ref(ref: str) -> Demotion | None:
    return demotions_with_names().filter(ref=ref).first()


def open_demotion(partnership: Partnership) -> Demotion | None:
    """The one that is proposed or running, where there is one; a portal sees it once notice is given."""
    return demotions_with_names().filter(partnership=partnership, status__in=("proposed", "noticed")).first()
