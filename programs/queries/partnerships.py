"""Partnerships with what lists and pages show of them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from prm.accounts.models import Membership
from programs.models import Journey, OnboardingStep, Partnership, TierAssignment, TierProposal, TierReview

# Partnerships that may sell, earn and be measured.
RUNNING = ("contracted", "onboarding", "active", "transitioning")
OPEN_STEP = ("pending", "action_required", "waiting_approval")
# When a journey is at risk: nothing done for so long, its window ends within, nobody signed in after.
IDLE, ENDING, UNSEEN = timedelta(days=21), timedelta(days=14), timedelta(days=7)


def partnerships_with_names() -> QuerySet[Partnership]:
    return Partnership.objects.select_related("partner", "program", "tier", "owner")


def partnerships_of_partner(partner_id: UUID) -> QuerySet[Partnership]:
    """A partner's partnerships, the running ones first."""
    return partnerships_with_names().filter(partner_id=partner_id).order_by("status", "approved_at")


def running_partnerships(*, type: str | None = None) -> QuerySet[Partnership]:
    """Those that may sell and earn now: contracted and not ended, not suspended."""
    rows = partnerships_with_names().filter(status__in=RUNNING, suspended_at=None)
    return rows.filter(type=type) if type else rows


def partnership_by_ref(ref: str) -> Partnership | None:
    return partnerships_with_names().filter(ref=ref).first()


def partnership_of_portal(partner_id: UUID, ref: str = "") -> Partnership | None:
    """The partnership a portal page is about: the named one, else the first running one."""
    rows = partnerships_of_partner(partner_id).exclude(status="ended")
    return (rows.filter(ref=ref) if ref else rows.order_by("approved_at")).first()


def tier_history(partnership: Partnership) -> QuerySet[TierAssignment]:
    return TierAssignment.objects.filter(partnership=partnership).select_related("tier").order_by("-valid_from")


def latest_review(partnership: Partnership) -> TierReview | None:
    rows = TierReview.objects.filter(partnership=partnership)
    return rows.select_related("version__program", "held_tier", "reached_tier").first()


def proposals_with_names() -> QuerySet[TierProposal]:
    return TierProposal.objects.select_related("partner", "partnership__program", "from_tier", "to_tier")


def proposal_by_ref(ref: str) -> TierProposal | None:
    return proposals_with_names().filter(ref=ref).first()


def journeys_running(today: date) -> QuerySet[Journey]:
    """Journeys that are under way, with how many required steps are done, late, and the next date due."""
    required = Q(steps__is_required=True)
    is_open = Q(steps__status__in=OPEN_STEP)
    rows = Journey.objects.filter(completed_at=None, started_on__isnull=False).exclude(partnership__status="ended")
    return rows.select_related("partner", "partnership__program", "partnership__owner", "partnership__tier").annotate(
        required=Count("steps", filter=required & ~Q(steps__status="skipped")),
        done=Count("steps", filter=required & Q(steps__status="completed")),
        late=Count("steps", filter=is_open & Q(steps__due_on__lt=today)),
        checks=Count("steps", filter=Q(steps__status="waiting_approval")),
        next_due_on=Min("steps__due_on", filter=is_open),
        last_done_at=Max("steps__completed_at"),
        is_empty=~Exists(
            Membership.objects.filter(audience="portal", partner_id=OuterRef("partner_id"), is_active=True)
        ),
    )


def risks_of(row: Any, today: date) -> list[tuple[str, int]]:
    """Why a journey is at risk, each reason with its figure. Days are those of the time zone in use."""
    last = max(row.started_on, localdate(row.last_done_at)) if row.last_done_at else row.started_on
    reasons = [
        ("late", row.late, row.late > 0),
        ("ending", (row.window_ends_on - today).days, today <= row.window_ends_on < today + ENDING),
        ("closed", 0, row.window_ends_on < today),
        ("unseen", (today - row.started_on).days, row.is_empty and row.started_on <= today - UNSEEN),
        ("idle", (today - last).days, last <= today - IDLE),
    ]
    return [(key, figure) for key, figure, holds in reasons if holds]


def journeys_at_risk(today: date) -> QuerySet[Journey]:
    """Those with a late step, a window that ends soon or has, nobody signed in, or nothing done for weeks."""
    late = OnboardingStep.objects.filter(journey=OuterRef("pk"), status__in=OPEN_STEP, due_on__lt=today)
    moved = OnboardingStep.objects.filter(journey=OuterRef("pk"), completed_at__date__gt=today - IDLE)
    idle = Q(started_on__lte=today - IDLE) & ~Q(Exists(moved))
    nobody = Q(started_on__lte=today - UNSEEN) & Q(is_empty=True)
    at_risk = Q(Exists(late)) | Q(window_ends_on__lt=today + ENDING) | idle | nobody
    return journeys_running(today).filter(at_risk).order_by(F("next_due_on").asc(nulls_last=True))


def journey_of(partnership: Partnership) -> Journey | None:
    return Journey.objects.filter(partnership=partnership).first()


def steps_of(partnership: Partnership) -> list[OnboardingStep]:
    return list(OnboardingStep.objects.filter(partnership=partnership).order_by("position"))


def step_by_ref(ref: str) -> OnboardingStep | None:
    return OnboardingStep.objects.select_related("partnership", "partner").filter(ref=ref).first()
