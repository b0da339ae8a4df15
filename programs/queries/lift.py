"""Does the scorecard predict? Approved applicants of long enough ago, by what they scored and whether business came."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from programs.models import Application, CriterionScore, Partnership
from programs.rules.lift import HIGH, LOW, Lift

# Business is expected within so many days of approval, and asked of those approved at least so long ago.
WITHIN = timedelta(days=180)


def lift_by_criterion(at: datetime) -> list[tuple[str, str, Lift]]:
    """(criterion, the vendor's own name of it, lift), in one query."""
    rows = CriterionScore.objects.filter(application__status="approved", application__decided_at__lte=at - WITHIN)
    counted = (
        rows.annotate(came=Exists(_business("application"))).values("criterion", "own_label").order_by("criterion")
    )
    high, low, came = Q(score__gte=HIGH), Q(score__lte=LOW), Q(came=True)
    return [(row["criterion"], row["own_label"], _lift(row)) for row in counted.annotate(**_counts(high, low, came))]


def lift_of_total(at: datetime) -> Lift:
    """Those that qualified beside those approved against the score."""
    rows = Application.objects.filter(status="approved", decided_at__lte=at - WITHIN, score__isnull=False)
    qualified = Q(score__gte=F("program__qualify_at"))
    counted = rows.annotate(came=Exists(_business("pk")))
    return _lift(counted.aggregate(**_counts(qualified, ~qualified, Q(came=True))))


def _business(of: str) -> Any:
    began = F("application__decided_at")
    return Partnership.objects.filter(application_id=OuterRef(of), activated_at__lte=began + WITHIN)


def _counts(high: Q, low: Q, came: Q) -> dict[str, Count]:
    return {
        "high": Count("pk", filter=high), "high_active": Count("pk", filter=high & came),
        "low": Count("pk", filter=low), "low_active": Count("pk", filter=low & came),
    }  # fmt: skip


def _lift(row: dict[str, Any]) -> Lift:
    return Lift(row["high"], row["high_active"], row["low"], row["low_active"])
