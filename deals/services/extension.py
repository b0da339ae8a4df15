"""More time for a protection: taken by the partner, asked for, or owed for our own delay."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.enums import ExtensionKind
from deals.events import ExtensionDeclined, ExtensionRequested, RegistrationExtended
from deals.lifecycle import EXTENSION, REGISTRATION
from deals.models import Extension, Opportunity, Protection, Registration
from deals.permissions import DealPermission
from deals.queries import policy_on
from deals.rules import protection as rules
from deals.rules.policy import Policy
from deals.services import promise
from deals.services.rows import locked
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit
from programs.queries import vendor_day

REFUSALS = {
    "over": gettext_lazy("The protection has ended; it can no longer be extended."),
    "early": gettext_lazy("It can be extended in its last %(days)s days."),
    "used": gettext_lazy("It was extended once already; ask us for more time."),
    "no_progress": gettext_lazy("Move the deal to a later stage first, or ask us for more time."),
}


@transaction.atomic
def extend_protection(registration: Registration, *, actor: Actor, at: datetime, reason: str = "") -> Extension:
    """The partner takes its own extension, counted from the old end. Refuses too early, too late, a second one, or a
    deal that has not moved since approval. Emits RegistrationExtended.
    """
    row = locked(registration)
    REGISTRATION.check(row, "extend", actor)
    if refusal := self_service_refusal(row, at=at):
        raise Refused(refusal)
    days = _policy(row, at).extension_days
    return _extend(row, days, ExtensionKind.SELF_SERVICE, actor=actor, at=at, reason=reason)


@transaction.atomic
def request_extension(registration: Registration, *, actor: Actor, at: datetime, days: int, reason: str) -> Extension:
    """Asks the vendor for more time, with what has moved since. Refuses while another request is open or after the
    end. Emits ExtensionRequested.
    """
    row = locked(registration)
    REGISTRATION.check(row, "extend", actor)
    if not reason.strip():
        raise Invalid(_("Say what has moved since."), fields={"reason": _("Missing.")})
    if row.has_open_extension:
        raise Refused(_("You have asked for an extension already; we are looking at it."))
    if row.protected_until is None or row.protected_until < vendor_day(at):
        raise Refused(str(REFUSALS["over"]))
    extension: Extension = Extension.objects.create(
        partner_id=row.partner_id,
        registration=row,
        kind=ExtensionKind.REQUESTED,
        days=days,
        reason=reason.strip(),
        until_before=row.protected_until,
        requested_by_id=actor.membership_id,
        requested_at=at,
    )
    row.has_open_extension = True
    row.save(update_fields=["has_open_extension"])
    record(row, "registration.extension_requested", actor=actor, at=at, summary=reason, visible_to_partner=True)
    event = ExtensionRequested(
        registration_id=row.pk, partnership_id=row.partnership_id, extension_id=extension.pk, days=days
    )
    emit(event, at=at, partner_id=row.partner_id)
    return extension


@transaction.atomic
def grant_extension(extension: Extension, *, actor: Actor, at: datetime, note: str = "") -> Extension:
    """Grants what was asked for. Refuses where the protection has ended since. Emits RegistrationExtended."""
    asked = _locked_extension(extension)
    EXTENSION.check(asked, "grant", actor)
    row = locked(asked.registration)
    if row.status != "approved":
        raise Refused(str(REFUSALS["over"]))
    return _extend(row, asked.days, asked.kind, actor=actor, at=at, note=note, asked=asked)


@transaction.atomic
def decline_extension(extension: Extension, *, actor: Actor, at: datetime, note: str) -> Extension:
    """Declines with a reason; the protection ends as it stands. Emits ExtensionDeclined."""
    asked = _locked_extension(extension)
    EXTENSION.check(asked, "decline", actor)
    if not note.strip():
        raise Invalid(_("Say why."), fields={"note": _("Missing.")})
    row = locked(asked.registration)
    asked.status, asked.note = EXTENSION.transitions["decline"].target, note.strip()
    asked.decided_by_id, asked.decided_at = actor.membership_id, at
    asked.save()
    row.has_open_extension = False
    row.save(update_fields=["has_open_extension"])
    record(row, "registration.extension_declined", actor=actor, at=at, summary=note, visible_to_partner=True)
    event = ExtensionDeclined(
        registration_id=row.pk, partnership_id=row.partnership_id, extension_id=asked.pk, note=note
    )
    emit(event, at=at, partner_id=row.partner_id)
    return asked


@transaction.atomic
def extend_by_vendor(registration: Registration, *, actor: Actor, at: datetime, days: int, note: str) -> Extension:
    """The vendor extends of its own accord, from a bulk action or the page. Emits RegistrationExtended."""
    if not actor.can(DealPermission.DECIDE):
        raise Forbidden(_("You may not extend protections."))
    row = locked(registration)
    REGISTRATION.check(row, "extend", actor)
    return _extend(row, days, ExtensionKind.REQUESTED, actor=actor, at=at, note=note)


@transaction.atomic
def extend_for_delay(registration: Registration, days: int, promise_ref: str, *, at: datetime) -> Extension | None:
    """Moves a protection by the days a promise of ours was late, once for each promise; None where it was moved before.

    Emits RegistrationExtended.
    """
    row = locked(registration)
    note = _("%(ref)s: a promise of ours was %(days)s days late.") % {"ref": promise_ref, "days": days}
    if row.status != "approved" or row.extensions.filter(note__startswith=f"{promise_ref}:").exists():
        return None
    return _extend(row, days, ExtensionKind.LATE_DECISION, actor=Actor.system(row.vendor_id), at=at, note=note)


def note_late_decision(row: Registration, days: int, until_before: date, *, actor: Actor, at: datetime) -> None:
    """Writes down that a late decision moved the end; called by the decision, which told both sides."""
    Extension.objects.create(
        partner_id=row.partner_id,
        registration=row,
        kind=ExtensionKind.LATE_DECISION,
        status="granted",
        days=days,
        reason=_("Our decision came %(days)s business days late.") % {"days": days},
        until_before=until_before,
        until_after=row.protected_until,
        requested_at=at,
        decided_at=at,
        decided_by_id=actor.membership_id,
    )


def self_service_refusal(row: Registration, *, at: datetime) -> str | None:
    """Why the partner may not extend by itself today, in words; None when it may."""
    if row.status != "approved" or row.protected_until is None:
        return str(REFUSALS["over"])
    policy = _policy(row, at)
    used = row.extensions.filter(kind=ExtensionKind.SELF_SERVICE).count()
    code = rules.extension_refusal(
        last_day=row.protected_until,
        today=vendor_day(at),
        opens_days=policy.extension_opens_days,
        used=used,
        allowed=policy.self_service_extensions,
        has_progress=_has_progress(row),
    )
    return str(REFUSALS[code]) % {"days": policy.extension_opens_days} if code else None


def _has_progress(row: Registration) -> bool:
    """Whether the deal moved a stage on since it was approved."""
    moved = Opportunity.objects.filter(registration=row, stage_changed_at__gt=row.decided_at)
    return bool(row.decided_at) and moved.exists()


def _extend(
    row: Registration,
    days: int,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
    asked: Extension | None = None,
) -> Extension:
    before = row.protected_until
    if before is None or before < vendor_day(at):
        raise Refused(str(REFUSALS["over"]))
    row.protected_until = before + timedelta(days=days)
    row.act_by_at, row.warned_at_days = promise.end_of_day(row.protected_until), None
    row.has_open_extension = False
    row.save(update_fields=["protected_until", "act_by_at", "warned_at_days", "has_open_extension"])
    for held in Protection.objects.filter(registration=row):
        held.during = DateRange(held.during.lower, row.protected_until + timedelta(days=1))
        held.save(update_fields=["during"])
    extension = asked or Extension(
        partner_id=row.partner_id,
        registration=row,
        kind=kind,
        days=days,
        reason=reason.strip(),
        until_before=before,
        requested_by_id=actor.membership_id,
        requested_at=at,
    )
    extension.status, extension.until_after, extension.note = "granted", row.protected_until, note
    extension.decided_by_id, extension.decided_at = actor.membership_id, at
    extension.save()
    changes = {"protected_until": [before, row.protected_until]}
    record(row, "registration.extended", actor=actor, at=at, changes=changes, visible_to_partner=True)
    event = RegistrationExtended(
        registration_id=row.pk, partnership_id=row.partnership_id, protected_until=row.protected_until, days=days
    )
    emit(event, at=at, partner_id=row.partner_id)
    return extension


def _policy(row: Registration, at: datetime) -> Policy:
    program = row.partnership.program
    return policy_on(program.pk, vendor_day(at), program.currency)


def _locked_extension(extension: Extension) -> Extension:
    row: Extension = Extension.objects.select_for_update().get(pk=extension.pk)
    return row
