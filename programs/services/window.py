"""What time does to journeys, every night: the window moves by our own delay and closes, dates come near and pass."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.outbox.services import emit_many
from programs.events import OnboardingStepDue
from programs.models import Journey, OnboardingStep
from programs.queries import vendor_day
from programs.queries.waits import waits_of, window_today
from programs.services.onboarding import OPEN

SOON, CHIEF_AFTER = timedelta(days=3), timedelta(days=7)


def journeys_running() -> Iterable[UUID]:
    running = Journey.objects.filter(started_on__isnull=False, closed_on=None).exclude(partnership__status="ended")
    return running.order_by("pk").values_list("pk", flat=True)


def steps_near(today: date) -> Iterable[UUID]:
    near = OnboardingStep.objects.filter(status__in=OPEN, due_on__lte=today + SOON, told__lt=3)
    return near.exclude(partnership__status="ended").order_by("due_on", "pk").values_list("pk", flat=True)


@transaction.atomic
def move_windows(ids: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """Moves the ends of journeys by our own delay and closes those that are over. Safe to run again."""
    today = vendor_day(at)
    rows = Journey.objects.filter(pk__in=ids, closed_on=None).select_related("partnership").prefetch_related("steps")
    journeys = list(rows.select_for_update(of=("self",)).order_by("pk"))
    waits = waits_of(journeys, today)
    for journey in journeys:
        window = window_today(journey, waits[journey.pk])
        if window is None:
            continue
        journey.window_ends_on, journey.vendor_delay_days = window.ends_on, window.delay_days
        if window.ends_on < today:
            _close(journey, today, actor=actor, at=at)
    Journey.objects.bulk_update(
        journeys,
        ["window_ends_on", "vendor_delay_days", "closed_on", "closed_required", "closed_done", "closed_waived"],
    )


def _close(journey: Journey, today: date, *, actor: Actor, at: datetime) -> None:
    """What was done within the window, as it stays: what was left out is no longer required."""
    steps = [step for step in journey.steps.all() if step.is_required]
    asked = [step for step in steps if step.status != "skipped"]
    ends = journey.window_ends_on
    done = [step for step in asked if step.completed_at and ends and vendor_day(step.completed_at) <= ends]
    journey.closed_on, journey.closed_required, journey.closed_done = today, len(asked), len(done)
    journey.closed_waived = len(steps) - len(asked)
    summary = _("%(done)d of %(required)d required steps") % {"done": len(done), "required": len(asked)}
    record(journey.partnership, "onboarding.window_closed", actor=actor, at=at, summary=summary)


@transaction.atomic
def tell_of_dates(ids: Sequence[UUID], *, at: datetime) -> None:
    """Each level once for each step: it is due in days, it is late, it has been late for a week. Emits OnboardingStepDue."""
    today = vendor_day(at)
    rows = OnboardingStep.objects.filter(pk__in=ids, status__in=OPEN).select_for_update(of=("self",))
    late = []
    for step in rows.order_by("due_on", "pk"):
        assert step.due_on is not None
        level = 3 if step.due_on < today - CHIEF_AFTER else 2 if step.due_on < today else 1
        if level > step.told:
            step.told = level
            late.append(step)
    OnboardingStep.objects.bulk_update(late, ["told"])
    emit_many(
        [
            OnboardingStepDue(
                partnership_id=step.partnership_id, step_id=step.pk, level=step.told, partner_id=step.partner_id
            )
            for step in late
        ],
        at=at,
    )  # fmt: skip
