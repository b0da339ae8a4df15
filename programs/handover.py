"""What of this pillar is under way at partners that are handed over."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from partners.handover import MOST, Work, open_work
from programs.lifecycle import APPLICATION, STEP
from programs.models import Application, OnboardingStep
from programs.permissions import ApplicationPermission, PartnershipPermission
from programs.queries.coverage import UNDECIDED
from programs.queries.partnerships import OPEN_STEP


def onboarding(partner_ids: Collection[UUID], at: datetime) -> list[Work]:
    """Open steps of onboardings that run, the earliest date first."""
    rows = OnboardingStep.objects.filter(
        partner_id__in=partner_ids, status__in=OPEN_STEP, journey__started_on__isnull=False, journey__closed_on=None
    ).order_by(F("due_on").asc(nulls_last=True), "pk")
    return [
        Work(row.partner_id, row.title, STEP.state(row).label, row.due_on, "programs:step-detail", row.ref)
        for row in rows[:MOST]
    ]


def applications(partner_ids: Collection[UUID], at: datetime) -> list[Work]:
    """Applications for further programs that wait for a decision or for the partner."""
    rows = Application.objects.filter(partner_id__in=partner_ids, status__in=UNDECIDED)
    return [
        Work(row.partner_id or UUID(int=0), row.program.name, APPLICATION.state(row).label, None, "programs:application-detail", row.ref)
        for row in rows.select_related("program").order_by("created_at", "pk")[:MOST]
    ]  # fmt: skip


open_work("programs.onboarding", _("Onboarding"), onboarding, permission=PartnershipPermission.VIEW, order=20)
open_work("programs.applications", _("Applications"), applications, permission=ApplicationPermission.VIEW, order=25)
