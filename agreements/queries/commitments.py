"""What both sides owe each other, and how it was kept."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from agreements.models import (
    Commitment,
    CommitmentPeriod,
)


def commitments_of(partnership_id: UUID, on: date) -> QuerySet[Commitment]:
    """What both sides owe each other on a day."""
    rows = Commitment.objects.filter(partnership_id=partnership_id, starts_on__lte=on, ends_on__gte=on)
    return rows.select_related("agreement")


def periods_with_names() -> QuerySet[CommitmentPeriod]:
    return CommitmentPeriod.objects.select_related(
        "commitment", "partner", "partnership", "partnership__program", "partnership__owner"
    )


def period_by_ref(ref: str) -> CommitmentPeriod | None:
    return periods_with_names().filter(ref=ref).first()


def broken_periods(ids: Iterable[UUID], *consequences: str) -> QuerySet[CommitmentPeriod]:
    """Periods not kept, of those named and with one of the consequences."""
    rows = periods_with_names().filter(pk__in=list(ids), status="broken")
    return rows.filter(commitment__consequence__in=consequences) if consequences else rows


def counted_periods(since: date) -> QuerySet[CommitmentPeriod]:
    """Periods that ended on a day or later, or still run. What was waived counts for nobody."""
    return CommitmentPeriod.objects.filter(ends_on__gte=since).exclude(status="waived")


def kept_of_due(since: date, **which: Any) -> list[dict[str, Any]]:
    """Side and kind with how often commitments came due and were kept, in one query; `which` narrows the periods."""
    rows = counted_periods(since).filter(due__gt=0, **which).values("side", "term")
    return list(rows.annotate(due=Sum("due"), kept=Sum("kept")).order_by("side", "term"))
