"""The onboarding journey: laid out on approval, dated on signing, completed by what happens."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from prm.accounts.queries import members_for_partner
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit
from programs.events import OnboardingStepCompleted, OnboardingStepHandedIn, OnboardingStepReopened
from programs.lifecycle import STEP
from programs.models import HandIn, Journey, OnboardingStep, Partnership
from programs.onboarding import STEP_KINDS
from programs.permissions import PartnershipPermission
from programs.queries import vendor_day
from programs.queries.journeys import stage_before, template_for

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
    if members_for_partner(partnership.partner_id).exists():
        record_step(partnership, "sign_in", actor=actor, at=at)
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
def hand_in_step(
    step: OnboardingStep, *, actor: Actor, at: datetime, note: str = "", answers: Mapping[str, Any] | None = None,
    form_version: UUID | None = None,
) -> OnboardingStep:  # fmt: skip
    """A partner hands in what a step done by hand asks for; it waits for our check.

    Refuses kinds that complete by themselves, and a stage whose turn has not come. Emits OnboardingStepHandedIn.
    """
    row = _locked(step)
    STEP.check(row, "hand_in", actor)
    kind = STEP_KINDS.get(row.kind)
    if kind is None or not kind.by_hand or row.side == "vendor":
        raise Refused(_("This step completes by itself once it is done."))
    if (waits_for := stage_before(row)) is not None:
        raise Refused(_("First comes %(step)s.") % {"step": waits_for})
    row.status, row.note = STEP.transitions["hand_in"].target, note[:400]
    row.save(update_fields=["status", "note"])
    HandIn.objects.create(
        partner_id=row.partner_id, partnership_id=row.partnership_id, step=row, note=note[:400],
        answers=dict(answers or {}), form_version=form_version, handed_in_at=at, handed_in_by=actor.label[:160],
    )  # fmt: skip
    record(row, "onboarding.handed_in", actor=actor, at=at, summary=note, visible_to_partner=True)
    handed_in = OnboardingStepHandedIn(partnership_id=row.partnership_id, step_id=row.pk)
    emit(handed_in, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def agree_meeting(step: OnboardingStep, *, meets_at: datetime, actor: Actor, at: datetime) -> OnboardingStep:
    """Sets when a meeting is to be held. Refuses other kinds, and one that is done."""
    row = _locked(step)
    if not actor.can(PartnershipPermission.ONBOARD):
        raise Forbidden(_("You may not agree on meetings."))
    if row.kind != "meeting" or row.status not in OPEN:
        raise Refused(_("This is no meeting that is still to be held."))
    row.meets_at = meets_at
    row.save(update_fields=["meets_at"])
    when = date_format(localtime(meets_at), "j M Y, H:i")
    record(row, "onboarding.meeting_agreed", actor=actor, at=at, summary=when, visible_to_partner=True)
    return row


@transaction.atomic
def skip_step(step: OnboardingStep, *, actor: Actor, at: datetime, reason: str) -> OnboardingStep:
    """Leaves a step out for this partner, with a reason. A skipped required step no longer holds activation up."""
    row = _locked(step)
    STEP.check(row, "skip", actor)
    if not reason.strip():
        raise Invalid(_("Say why this step is left out."), fields={"reason": _("Missing.")})
    row.status, row.note = STEP.transitions["skip"].target, reason[:400]
    _answer(row, None, actor=actor, at=at, reason=reason)
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
    _answer(row, False, actor=actor, at=at, reason=reason)
    row.save(update_fields=["status", "note", "completed_at", "completed_by"])
    record(row, "onboarding.reopened", actor=actor, at=at, summary=reason, visible_to_partner=True)
    reopened = OnboardingStepReopened(partnership_id=row.partnership_id, step_id=row.pk)
    emit(reopened, at=at, partner_id=row.partner_id)
    return row


def _complete(row: OnboardingStep, *, actor: Actor, at: datetime) -> OnboardingStep:
    if row.status == "waiting_approval":
        _answer(row, True, actor=actor, at=at)
    row.status, row.completed_at, row.completed_by = STEP.transitions["complete"].target, at, actor.label[:160]
    row.save(update_fields=["status", "completed_at", "completed_by", "note"])
    record(row, "onboarding.completed", actor=actor, at=at, visible_to_partner=True)
    _tell(row, at=at)
    return row


def _answer(row: OnboardingStep, is_accepted: bool | None, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """What was handed in last is decided with the step; None where nobody needs it any more."""
    waiting = HandIn.objects.filter(step=row, decided_at=None)
    waiting.update(is_accepted=is_accepted, decided_at=at, decided_by=actor.label[:160], reason=reason[:400])


def _tell(row: OnboardingStep, *, at: datetime) -> None:
    event = OnboardingStepCompleted(
        partnership_id=row.partnership_id, step_id=row.pk, kind=row.kind, subject=row.subject
    )
    emit(event, at=at, partner_id=row.partner_id)


def _locked(step: OnboardingStep) -> OnboardingStep:
    row: OnboardingStep = OnboardingStep.objects.select_for_update().get(pk=step.pk)
    return row
