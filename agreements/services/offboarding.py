"""The checklist of a termination: opened when something ends, worked off step by step, each with who and when."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.events import OffboardingOpened
from agreements.lifecycle import OFFBOARDING_STEP
from agreements.models import Agreement, Offboarding, OffboardingStep
from agreements.permissions import AgreementPermission
from agreements.rules.offboarding import CONSEQUENCES, due_on
from prm.accounts.models import Membership
from prm.accounts.queries import vendor_members
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from prm.outbox.services import emit
from programs.models import Partnership


@transaction.atomic
def open_offboarding(
    partnership: Partnership, *, agreement: Agreement | None, last_day: date, reason: str, actor: Actor, at: datetime
) -> Offboarding:
    """The checklist of one end, due from its last day, owned by the partnership's channel manager.

    The same end opens it once: an agreement that was terminated before its partnership ended has one checklist. Emits
    OffboardingOpened.
    """
    ship = Partnership.objects.select_for_update().get(pk=partnership.pk)
    found: Offboarding | None = Offboarding.objects.filter(partnership=ship, agreement=agreement).first()
    if found is not None:
        return found
    row: Offboarding = Offboarding(
        partner_id=ship.partner_id, partnership=ship, agreement=agreement, last_day=last_day, reason=reason[:400],
        opened_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    for item in CONSEQUENCES:
        OffboardingStep(
            offboarding=row, partner_id=row.partner_id, agreement=agreement, key=item.key, label=str(item.label),
            hint=str(item.hint), is_shared=item.is_shared, owner_id=ship.owner_id, due_on=due_on(last_day, item.days),
            status=OFFBOARDING_STEP.initial,
        ).save(force_insert=True)  # fmt: skip
    record(row, "offboarding.opened", actor=actor, at=at, summary=reason)
    emit(OffboardingOpened(offboarding_id=row.pk), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def add_step(
    offboarding: Offboarding,
    *,
    label: str,
    owner: Membership | None,
    due_on: date,
    is_shared: bool = False,
    actor: Actor,
    at: datetime,
) -> OffboardingStep:
    """One more consequence, of this partner's own. Raises Invalid without words or for an owner who is not of us."""
    _may_manage(actor)
    if not label.strip():
        raise Invalid(_("Say what has to be done."), fields={"label": _("Missing.")})
    _check_owner(owner)
    row: OffboardingStep = OffboardingStep(
        offboarding=offboarding, partner_id=offboarding.partner_id, agreement_id=offboarding.agreement_id,
        label=label.strip()[:160], owner=owner, due_on=due_on, is_shared=is_shared, status=OFFBOARDING_STEP.initial,
    )  # fmt: skip
    row.save(force_insert=True)
    record(row, "offboarding.added", actor=actor, at=at, summary=row.label, visible_to_partner=row.is_shared)
    return row


@transaction.atomic
def assign_step(
    step: OffboardingStep, *, owner: Membership | None, due_on: date, actor: Actor, at: datetime
) -> OffboardingStep:
    """Who sees to it, and by when. Raises Invalid for an owner who is not of us."""
    _may_manage(actor)
    _check_owner(owner)
    row = _locked(step)
    before = [str(row.owner or ""), str(row.due_on)]
    row.owner, row.due_on = owner, due_on
    row.save(update_fields=["owner", "due_on"])
    record(
        row, "offboarding.assigned", actor=actor, at=at, summary=row.label,
        changes={"owner": [before[0], str(owner or "")], "due_on": [before[1], str(due_on)]},
    )  # fmt: skip
    return row


def finish_step(step: OffboardingStep, *, actor: Actor, at: datetime, note: str = "") -> OffboardingStep:
    """Done, with who and when. The partner confirms what it sees in the portal the same way."""
    return _close(step, "confirm" if actor.audience == "portal" else "complete", actor=actor, at=at, note=note)


def skip_step(step: OffboardingStep, *, reason: str, actor: Actor, at: datetime) -> OffboardingStep:
    """It does not apply here. Asks for a reason."""
    if not reason.strip():
        raise Invalid(_("Say why it is not needed."), fields={"reason": _("Missing.")})
    return _close(step, "skip", actor=actor, at=at, note=reason)


def reopen_step(step: OffboardingStep, *, actor: Actor, at: datetime) -> OffboardingStep:
    """It was not done after all. Who had said so stays in the history."""
    return _close(step, "reopen", actor=actor, at=at, note="")


@transaction.atomic
def drop_offboarding(partnership: Partnership, *, reason: str, actor: Actor, at: datetime) -> int:
    """A new agreement holds: what was still open of the end before is not needed any more."""
    rows: Iterable[OffboardingStep] = OffboardingStep.objects.filter(
        offboarding__partnership=partnership, status=OFFBOARDING_STEP.initial
    )
    return len([skip_step(step, reason=reason, actor=actor, at=at) for step in rows])


@transaction.atomic
def _close(step: OffboardingStep, action: str, *, actor: Actor, at: datetime, note: str) -> OffboardingStep:
    row = _locked(step)
    transition = OFFBOARDING_STEP.check(row, action, actor)
    before, row.status, is_closed = row.status, transition.target, transition.target != OFFBOARDING_STEP.initial
    row.done_by, row.done_at = (actor.label[:160], at) if is_closed else ("", None)
    row.note = note.strip()[:400]
    row.save(update_fields=["status", "done_by", "done_at", "note"])
    record(
        row, f"offboarding.{row.status}", actor=actor, at=at, summary=row.label, visible_to_partner=row.is_shared,
        changes={"status": [before, row.status], "note": [None, row.note]},
    )  # fmt: skip
    return row


def _locked(step: OffboardingStep) -> OffboardingStep:
    row: OffboardingStep = OffboardingStep.objects.select_for_update().get(pk=step.pk)
    return row


def _may_manage(actor: Actor) -> None:
    if not actor.can(AgreementPermission.MANAGE):
        raise Forbidden(_("You may not change what follows from an end."))


def _check_owner(owner: Membership | None) -> None:
    if owner is not None and not vendor_members().filter(pk=owner.pk).exists():
        raise Invalid(_("One of our own people, please."), fields={"owner": _("Not one of our people.")})
