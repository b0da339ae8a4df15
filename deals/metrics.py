"""What tiers may ask of deals: each one query for every partnership in scope, over the days [start, end)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from deals.models import Registration
from deals.queries import closed_won, total_by_partnership
from programs import metrics

Values = dict[UUID, Decimal]


def won_revenue(partnership_ids: Iterable[UUID] | None, start: date, end: date) -> Values:
    """Won amounts in the reporting currency, by the day they were won."""
    return total_by_partnership(closed_won(start, end, partnership_ids))


def deals_won(partnership_ids: Iterable[UUID] | None, start: date, end: date) -> Values:
    rows = closed_won(start, end, partnership_ids).values("partnership_id").annotate(count=Count("pk"))
    return {row["partnership_id"]: Decimal(row["count"]) for row in rows}


def registrations_approved(partnership_ids: Iterable[UUID] | None, start: date, end: date) -> Values:
    """Registrations protected from a day in the span on, whatever became of them."""
    rows = Registration.objects.filter(protected_from__gte=start, protected_from__lt=end)
    if partnership_ids is not None:
        rows = rows.filter(partnership_id__in=list(partnership_ids))
    counted = rows.values("partnership_id").annotate(count=Count("pk"))
    return {row["partnership_id"]: Decimal(row["count"]) for row in counted}


def register() -> None:
    metrics.register("won_revenue", _("Won revenue"), "money", won_revenue)
    metrics.register("deals_won", _("Deals won"), "count", deals_won)
    metrics.register("registrations_approved", _("Registrations approved"), "count", registrations_approved)
