"""The vendor's verbs on a registration: look, ask back, approve, turn down, and take a decision back at once."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from deals.enums import ConflictKind, DecisionReason
from deals.events import (
    RegistrationApproved,
    RegistrationEvent,
    RegistrationRejected,
    RegistrationReopened,
    RegistrationReturned,
)
from deals.lifecycle import REGISTRATION
from deals.models import CustomerAccount, Extension, Protection, Registration
from deals.models.registration import NOBODY_WAITS
from deals.permissions import DealPermission
from deals.queries import line_keys_of, policy_on, policy_version
from deals.rules.protection import Span, protect
from deals.services import promise
from deals.services.account import account_for_registration
from deals.services.conflict import Found, overlaps_of
from deals.services.decision_record import write_down
from deals.services.eligibility import answer_days, protection_of
from deals.services.extension import note_late_decision
from deals.services.opportunity import drop_opportunity, open_opportunity
from deals.services.protection import open_protection
from deals.services.registration import reclaim_lines, release_lines
from deals.services.rows import locked
from prm.accounts.models import Membership
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import cancel_event, emit
from programs.queries import vendor_day

# A decision reaches nobody before this has passed, and until then it can be taken back.
UNDO_WITHIN = timedelta(seconds=30)


@transaction.atomic
def start_review(registration: Registration, *, actor: Actor, at: datetime) -> Registration:
    """Somebody looks at it: the partner sees "in review"."""
    row = locked(registration)
    REGISTRATION.check(row, "start_review", actor)
    row.status = REGISTRATION.transitions["start_review"].target
    row.owner_id = row.owner_id or actor.membership_id
    row.save(update_fields=["status", "owner_id"])
    record(row, "registration.in_review", actor=actor, at=at, visible_to_partner=True)
    return row


@transaction.atomic
def return_registration(
    registration: Registration, *, actor: Actor, at: datetime, reason: str, note: str = ""
) -> Registration:
    """Asks the partner for something; the clock pauses and its place in the queue stays. Emits RegistrationReturned."""
    row = locked(registration)
    REGISTRATION.check(row, "return", actor)
    _require_reason(reason, note)
    promise.pause_answer(row, at=at, holder=row.partner.name)
    row.returned_at, row.act_by_at = at, NOBODY_WAITS
    event = RegistrationReturned(
        registration_id=row.pk, partnership_id=row.partnership_id, reason=str(reason), note=note
    )
    return _decide(row, "return", event, actor=actor, at=at, reason=reason, note=note)


@transaction.atomic
def approve_registration(
    registration: Registration,
    *,
    actor: Actor,
    at: datetime,
    reason: str = DecisionReason.CLEAR,
    note: str = "",
    account: CustomerAccount | None = None,
    skips_queue: bool = False,
) -> Registration:
    """Protects the deal and opens its opportunity; a late decision gives the delay back at the end of the protection.

    Refuses while another registration is protected for the same customer and product line, and while one sealed
    earlier waits, unless `skips_queue` says with a note why. Emits RegistrationApproved after the time for an undo.
    """
    row = locked(registration)
    REGISTRATION.check(row, "approve", actor)
    found = overlaps_of(row, at=at)
    _refuse_rivals(found, skips_queue=skips_queue, note=note)
    today, days_late = vendor_day(at), promise.settle_answer(row, at=at)
    account = account or row.account or account_for_registration(row, actor=actor, at=at)
    policy = policy_version(row.partnership.program_id, row.policy_version, row.currency)
    term = protection_of(row.partnership, policy, row.deal_type, today)
    span, before = _span(today, term.days, days_late)
    open_protection(row, account, line_keys_of(row), span)
    row.account, row.days_late = account, days_late
    row.decision_minutes = _minutes(row, at)
    opportunity = open_opportunity(row, actor=actor, at=at)
    if days_late:
        note_late_decision(row, days_late, before, actor=actor, at=at)
    write_down(row, found, "approve", actor=actor, at=at, clause=term.origin)
    event = RegistrationApproved(
        registration_id=row.pk,
        partnership_id=row.partnership_id,
        opportunity_id=opportunity.pk,
        protected_until=span.last_day,
        days_late=days_late,
    )
    return _decide(row, "approve", event, actor=actor, at=at, reason=reason, note=note)


@transaction.atomic
def reject_registration(
    registration: Registration, *, actor: Actor, at: datetime, reason: str, note: str = ""
) -> Registration:
    """Turns it down with a reason the partner reads. Emits RegistrationRejected after the time for an undo."""
    row = locked(registration)
    REGISTRATION.check(row, "reject", actor)
    _require_reason(reason, note)
    return _turn_down(row, "reject", actor=actor, at=at, reason=reason, note=note)


@transaction.atomic
def mark_duplicate(
    registration: Registration, *, actor: Actor, at: datetime, note: str = "", of: Registration | None = None
) -> Registration:
    """Another registration is protected or was first. It keeps its place in line should that one fall away.

    Emits RegistrationRejected after the time for an undo; the partner is never told who the other is.
    """
    row = locked(registration)
    REGISTRATION.check(row, "mark_duplicate", actor)
    row.account = (of.account if of else None) or row.account
    reason = DecisionReason.ALREADY_PROTECTED
    return _turn_down(row, "mark_duplicate", actor=actor, at=at, reason=reason, note=note)


@transaction.atomic
def undo_decision(registration: Registration, *, actor: Actor, at: datetime) -> Registration:
    """Takes one's own decision back before anybody was told. Refuses another's, and after thirty seconds."""
    row = locked(registration)
    REGISTRATION.check(row, "undo", actor)
    if row.decided_by_id != actor.membership_id or row.decided_at is None:
        raise Refused(_("Only who decided may take it back."))
    is_withdrawn = row.decision_event_id is not None and cancel_event(row.decision_event_id)
    if at - row.decided_at > UNDO_WITHIN or not is_withdrawn:
        raise Refused(_("The decision has been told already; it can no longer be taken back."))
    taken_back, row.status = row.status, REGISTRATION.transitions["undo"].target
    if taken_back == "approved":
        drop_opportunity(row)
        Protection.objects.filter(registration=row).delete()
        Extension.objects.filter(registration=row).delete()
        row.protected_from = row.protected_until = None
        row.days_late = 0
    elif taken_back != "returned":
        reclaim_lines(row)
    row.act_by_at = promise.reopen_answer(row, at=at, was_returned=taken_back == "returned")
    row.decided_at = row.decided_by_id = row.decision_minutes = row.decision_event_id = None
    row.returned_at = row.closed_on = None
    row.decision_reason = row.decision_note = ""
    row.save()
    record(row, "registration.decision_undone", actor=actor, at=at, changes={"status": [taken_back, row.status]})
    return row


@transaction.atomic
def reconsider_registration(registration: Registration, *, actor: Actor, at: datetime) -> Registration:
    """The winner fell away: a duplicate comes back to the desk with a new promise. Emits RegistrationReopened."""
    row = locked(registration)
    REGISTRATION.check(row, "reconsider", actor)
    reclaim_lines(row)
    program = row.partnership.program
    policy = policy_on(program.pk, vendor_day(at), program.currency)
    row.status = REGISTRATION.transitions["reconsider"].target
    row.decided_at = row.decided_by_id = row.decision_minutes = row.decision_event_id = row.closed_on = None
    row.minutes_with_partner += _between(row.submitted_at, at) - row.minutes_with_partner
    row.act_by_at = promise.start_answer(row, answer_days(row.partnership, policy, vendor_day(at)), at=at)
    row.save()
    record(row, "registration.reconsidered", actor=actor, at=at, visible_to_partner=True)
    event = RegistrationReopened(registration_id=row.pk, partnership_id=row.partnership_id)
    emit(event, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def assign_registration(registration: Registration, owner: Membership, *, actor: Actor, at: datetime) -> Registration:
    """Gives it to another of our people. Needs the right to decide."""
    if not actor.can(DealPermission.DECIDE):
        raise Forbidden(_("You may not assign registrations."))
    row = locked(registration)
    before, row.owner = row.owner_id, owner
    row.save(update_fields=["owner"])
    record(row, "registration.assigned", actor=actor, at=at, changes={"owner": [before, owner.pk]})
    return row


def _turn_down(row: Registration, action: str, *, actor: Actor, at: datetime, reason: str, note: str) -> Registration:
    promise.settle_answer(row, at=at)
    row.decision_minutes, row.act_by_at, row.closed_on = _minutes(row, at), NOBODY_WAITS, vendor_day(at)
    release_lines(row)
    write_down(row, overlaps_of(row, at=at), action, actor=actor, at=at)
    event = RegistrationRejected(
        registration_id=row.pk,
        partnership_id=row.partnership_id,
        reason=str(reason),
        note=note,
        is_duplicate=action == "mark_duplicate",
    )
    return _decide(row, action, event, actor=actor, at=at, reason=reason, note=note)


def _decide(
    row: Registration, action: str, event: RegistrationEvent, *, actor: Actor, at: datetime, reason: str, note: str
) -> Registration:
    before, row.status = row.status, REGISTRATION.transitions[action].target
    row.decided_at, row.decided_by_id = at, actor.membership_id
    row.decision_reason, row.decision_note, row.decision_event_id = str(reason), note.strip(), event.event_id
    row.save()
    changes = {"status": [before, row.status]}
    record(
        row, f"registration.{row.status}", actor=actor, at=at, summary=note, changes=changes, visible_to_partner=True
    )
    emit(event, at=at, partner_id=row.partner_id, delay=UNDO_WITHIN)
    return row


def _refuse_rivals(found: list[Found], *, skips_queue: bool, note: str) -> None:
    rivals = [
        item.overlap
        for item in found
        if item.overlap.kind == ConflictKind.REGISTRATION
        and item.overlap.level == "same"
        and item.overlap.shares_product
    ]
    if holder := next((item for item in rivals if item.is_protected), None):
        text = _("%(ref)s is protected for this customer and product line.") % {"ref": holder.ref}
        raise Refused(text, code="already-protected")
    first = next((item for item in rivals if item.is_undecided and item.is_sealed_first), None)
    if first and not skips_queue:
        text = _("%(ref)s was sealed first for this customer and product line; decide it first.") % {"ref": first.ref}
        raise Refused(text, code="queue-order")
    if first and not note.strip():
        raise Invalid(_("Say why the one sealed first is passed over."), fields={"note": _("Missing.")})


def _span(today: date, days: int, days_late: int) -> tuple[Span, date]:
    """The protection from today, moved by our own delay; and its last day without that."""
    plain = protect(today, days)
    last_day = promise.business_days_after(plain.last_day, days_late) if days_late else plain.last_day
    return Span(today, last_day + timedelta(days=1)), plain.last_day


def _require_reason(reason: str, note: str) -> None:
    if not reason:
        raise Invalid(_("Choose a reason; the partner reads it."), fields={"reason": _("Missing.")})
    if reason == DecisionReason.OTHER and not note.strip():
        raise Invalid(_("Say what it is."), fields={"note": _("Missing.")})


def _minutes(row: Registration, at: datetime) -> int:
    return max(0, _between(row.submitted_at, at) - row.minutes_with_partner)


def _between(start: datetime | None, end: datetime) -> int:
    return int((end - start).total_seconds() // 60) if start else 0
