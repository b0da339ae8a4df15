"""Limits of terms, who approves beyond them, and drift from them."""

from uuid import UUID

from django.db.models import QuerySet

from agreements.models import (
    Agreement,
    TermApproval,
    TermDrift,
    TermLimit,
)
from agreements.rules.limits import Limit


def drifts_with_names() -> QuerySet[TermDrift]:
    return TermDrift.objects.select_related("partner", "partnership")


def term_limits() -> dict[str, Limit]:
    """The vendor's limits by term; none where it set none."""
    return {row.term: Limit(row.least, row.most) for row in TermLimit.objects.all()}


def approvals_of(agreement: Agreement) -> QuerySet[TermApproval]:
    """Everything a second person was asked about an agreement, newest first."""
    return TermApproval.objects.filter(agreement=agreement).select_related("asked_by").order_by("-asked_at")


def approval_by_ref(ref: str) -> TermApproval | None:
    return TermApproval.objects.select_related("agreement", "partner", "asked_by").filter(ref=ref).first()


def approvals_waiting(member_id: UUID | None) -> QuerySet[TermApproval]:
    """What others asked and this member may decide, oldest first."""
    rows = TermApproval.objects.filter(status="pending").select_related("agreement", "partner", "asked_by")
    return rows.exclude(asked_by_id=member_id).order_by("asked_at") if member_id else rows.order_by("asked_at")
