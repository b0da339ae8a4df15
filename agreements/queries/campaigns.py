"""Acceptance campaigns: who was asked to accept a version, and what came of it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Value, When

from agreements.enums import IN_FORCE
from agreements.models import (
    AcceptanceAsk,
    AcceptanceCampaign,
    Agreement,
    TemplateVersion,
)


def older_papers(version: TemplateVersion) -> QuerySet[Agreement]:
    """Agreements in force on an older version of the same template."""
    rows = Agreement.objects.filter(template_id=version.template_id, version_number__lt=version.number, amends=None)
    return rows.filter(status__in=IN_FORCE)


def campaigns_with_counts() -> QuerySet[AcceptanceCampaign]:
    """With how many were asked, and how many of these have accepted."""
    return AcceptanceCampaign.objects.select_related("version__template", "started_by").annotate(
        asked=Count("asks", filter=Q(asks__agreement__isnull=False)),
        accepted=Count("asks", filter=Q(asks__agreement__executed_at__isnull=False)),
    )


def campaign_by_ref(ref: str) -> AcceptanceCampaign | None:
    return AcceptanceCampaign.objects.select_related("version__template", "started_by").filter(ref=ref).first()


def asks_with_state(today: date) -> QuerySet[Any]:
    """Who was asked to accept a version, with `state`: accepted, declined, open, overdue, withdrawn or skipped."""
    rows = AcceptanceAsk.objects.select_related("partner", "partnership__owner", "before", "agreement", "campaign")
    return rows.annotate(
        state=Case(
            When(agreement=None, then=Value("skipped")),
            When(agreement__executed_at__isnull=False, then=Value("accepted")),
            When(agreement__status="void", then=Value("withdrawn")),
            When(agreement__status="declined", then=Value("declined")),
            When(due_on__lt=today, then=Value("overdue")),
            default=Value("open"),
        )
    )


def progress_of(campaign: AcceptanceCampaign, today: date) -> dict[str, int]:
    """State -> how many partnerships of a campaign are in it, in one query."""
    rows = asks_with_state(today).filter(campaign=campaign).values("state").annotate(count=Count("pk")).order_by()
    return {row["state"]: row["count"] for row in rows}


def overdue_ask(partnership_id: UUID, today: date) -> AcceptanceAsk | None:
    """What a partnership should have accepted by now, where new business waits for it."""
    rows = AcceptanceAsk.objects.filter(partnership_id=partnership_id, holds_new_business=True, due_on__lt=today)
    unsigned = rows.filter(agreement__status__in=("draft", "negotiation", "declined", "sent"))
    return unsigned.select_related("agreement").order_by("due_on").first()


def ask_of(agreement: Agreement) -> AcceptanceAsk | None:
    """What a campaign says of a paper: the day by which to accept it, and what changes."""
    return AcceptanceAsk.objects.filter(agreement=agreement).select_related("before").order_by("-created_at").first()
