"""The onboarding journey: laid out on approval, dated on signing, completed by what happens."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Invalid, Refused
from prm.outbox.services import emit
from programs.events import OnboardingStepCompleted, OnboardingStepHandedIn, OnboardingStepReopened
from programs.lifecycle import STEP
from programs.models import Journey, OnboardingStep, Partnership
from programs.onboarding import STEP_KINDS
from programs.queries import vendor_day
from programs.queries.journeys import template_for

OPEN = ("pending", "action_required", "waiting_approval")


def lay_out_journey(partnership: Partnership) -> Journey | None:
    """Copies the version in use for the program, else for its type; later versions leave running journeys alone.

    None where there is neither.
    """
    template = template_for(partnership.program)
    if template is None:
        return None
    journey: Journey = Journey.objects.create(
        partner_id=partnership.partner_id, partnership=partnership, name=template.name,
        template_number=template.number, window_days=template.window_days, is_sequential=template.is_sequential,
    )  # fmt: skip
    for step in template.steps.order_by("position"):
        OnboardingStep.objects.create(
            partner_id=partnership.partner_id, partnership=partnership, journey=journey, position=step.position,
            **step.plan(),
        )  # fmt: skip
    return journey


def start_journey(partnership: Partnership, *, actor: Actor, at: datetime) -> Journey | None:
    """Signing day: the window opens and every step gets its date. None where there is no journey to run."""
    journey = Journey.objects.filter(partnership=partnership).first() or lay_out_journey(partnership)
    if journey is None:
        return None
    journey.started_on = vendor_day(at)
    journey.window_ends_on = journey.started_on + timedelta(days=journey.window_days)
    journey.save(update_fields=["started_on", "window_ends_on"])
    for step in journey.steps.all():
        step.due_on = journey.started_on + timedelta(days=step.due_days)
        step.save(update_fields=["due_on"])
    record(partnership, "onboarding.started", actor=actor, at=at, summary=journey.name, visible_to_partner=True)
    return journey


@transaction.atomic
def record_step(
    partnership: Partnership, kind: str, *, subject: str = "", actor: Actor, at: datetime
) -> OnboardingStep | None:
    """What the step asks for has happened: completes the next open step of the kind (and subject, where it names one).

    Called leftwards by later pillars, in any scope; returns None, and changes nothing, where no such step is open.
    Emits OnboardingStepCompleted; after the last required step the partnership becomes active (a handler, as vendor).
    """
    steps = OnboardingStep.objects.select_for_update().filter(partnership_id=partnership.pk, kind=kind, status__in=OPEN)
    step = steps.filter(subject__in=["", subject]).order_by("position").first()
    if step is None:
        return None
    return _complete(step, actor=actor, at=at)


@transaction.atomic
def complete_step(step: OnboardingStep, *, actor: Actor, at: datetime, note: str = "") -> OnboardingStep:
    """Completed by hand in the workspace. Refuses what is done or skipped. Emits OnboardingStepCompleted."""
    row = _locked(step)
    STEP.check(row, "complete", actor)
    row.note = note or row.note
    return _complete(row, actor=actor, at=at)


@transaction.atomic
def hand_in_step(step: OnboardingStep, *, actor: Actor, at: datetime, note: str = "") -> OnboardingStep:
    """A partner says a step done by hand is done; it waits for our check. Refuses kinds that complete by themselves.

    Emits OnboardingStepHandedIn.
    """
    row = _locked(step)
    STEP.check(row, "hand_in", actor)
    kind = STEP_KINDS.get(row.kind)
    if kind is None or not kind.by_hand or row.side == "vendor":
        raise Refused(_("This step completes by itself once it is done."))
    row.status, row.note = STEP.transitions["hand_in"].target, note[:400]
    row.save(update_fields=["status", "note"])
    record(row, "onboarding.handed_in", actor=actor, at=at, summary=note, visible_to_partner=True)
    handed_in = OnboardingStepHandedIn(partnership_id=row.partnership_id, step_id=row.pk)
    emit(handed_in, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def skip_step(step: OnboardingStep, *, actor: Actor, at: datetime, reason: str) -> OnboardingStep:
    """Leaves a step out for this partner, with a reason. A skipped required step no longer holds activation up."""
    row = _locked(step)
    STEP.check(row, "skip", actor)
    if not reason.strip():
        raise Invalid(_("Say why this step is left out."), fields={"reason": _("Missing.")})
    row.status, row.note = STEP.transitions["skip"].target, reason[:400]
    row.save(update_fields=["status", "note"])
    record(row, "onboarding.skipped", actor=actor, at=at, summary=reason, visible_to_partner=True)
    _tell(row, at=at)
    return row


@transaction.atomic
def reopen_step(step: OnboardingStep, *, actor: Actor, at: datetime, reason: str) -> OnboardingStep:
    """Opens a completed, skipped or handed-in step again; the partner hears why. Emits OnboardingStepReopened."""
    row = _locked(step)
    STEP.check(row, "reopen", actor)
    if not reason.strip():
        raise Invalid(_("Say what is missing."), fields={"reason": _("Missing.")})
    row.status, row.note = STEP.transitions["reopen"].target, reason[:400]
    row.completed_at, row.completed_by = None, ""
    row.save(update_fields=["status", "note", "completed_at", "completed_by"])
    record(row, "onboarding.reopened", actor=actor, at=at, summary=reason, visible_to_partner=True)
    reopened = OnboardingStepReopened(partnership_id=row.partnership_id, step_id=row.pk)
    emit(reopened, at=at, partner_id=row.partner_id)
    return row


def _complete(row: OnboardingStep, *, actor: Actor, at: datetime) -> OnboardingStep:
    row.status, row.completed_at, row.completed_by = STEP.transitions["complete"].target, at, actor.label[:160]
    row.save(update_fields=["status", "completed_at", "completed_by", "note"])
    record(row, "onboarding.completed", actor=actor, at=at, visible_to_partner=True)
    _tell(row, at=at)
    return row


def _tell(row: OnboardingStep, *, at: datetime) -> None:
    event = OnboardingStepCompleted(
        partnership_id=row.partnership_id, step_id=row.pk, kind=row.kind, subject=row.subject
    )
    emit(event, at=at, partner_id=row.partner_id)


def _locked(step: OnboardingStep) -> OnboardingStep:
    row: OnboardingStep = OnboardingStep.objects.select_for_update().get(pk=step.pk)
    return row
