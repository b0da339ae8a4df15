"""What follows from an end: checklists and their steps."""

from datetime import date

from django.db.models import Case, Count, Min, Q, QuerySet, Value, When

from agreements.models import (
    Agreement,
    Offboarding,
    OffboardingStep,
)


def offboardings_with_counts(today: date) -> QuerySet[Offboarding]:
    """Ends with how many steps are open of how many, the next day due, and `state`: overdue, open or done."""
    is_open = Q(steps__status="open")
    rows = Offboarding.objects.select_related("partner", "partnership__owner", "agreement").annotate(
        all_steps=Count("steps"),
        open_steps=Count("steps", filter=is_open),
        next_due=Min("steps__due_on", filter=is_open),
    )
    done, late = When(open_steps=0, then=Value("done")), When(next_due__lt=today, then=Value("overdue"))
    return rows.annotate(state=Case(done, late, default=Value("open")))


def offboarding_by_ref(ref: str) -> Offboarding | None:
    return Offboarding.objects.select_related("partner", "agreement").filter(ref=ref).first()


def offboarding_of(agreement: Agreement) -> Offboarding | None:
    return Offboarding.objects.filter(agreement=agreement).first()


def steps_of(offboarding: Offboarding) -> QuerySet[OffboardingStep]:
    return OffboardingStep.objects.filter(offboarding=offboarding).select_related("owner")


def steps_with_names() -> QuerySet[OffboardingStep]:
    return OffboardingStep.objects.select_related("offboarding", "partner", "agreement", "owner")


def step_by_ref(ref: str) -> OffboardingStep | None:
    """For a portal only what is shared with it, by the table's policy; it never reads the checklist itself."""
    return OffboardingStep.objects.select_related("agreement").filter(ref=ref).first()


def shared_steps_of(agreement: Agreement) -> QuerySet[OffboardingStep]:
    """What the partner sees to when its agreement has ended."""
    return OffboardingStep.objects.filter(agreement=agreement, is_shared=True)


def steps_due(until: date) -> QuerySet[OffboardingStep]:
    """Open steps due no later than `until`, soonest first."""
    return steps_with_names().filter(status="open", due_on__lte=until).order_by("due_on", "id")
