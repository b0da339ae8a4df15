"""Referrals: sent in a minute by the partner, answered within the promise, followed to the fee."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deals.enums import ConflictKind, ReferralReason
from deals.events import ReferralAccepted, ReferralEvent, ReferralQualified, ReferralRejected, ReferralSubmitted
from deals.lifecycle import REFERRAL
from deals.models import CustomerAccount, Opportunity, Referral
from deals.models.registration import NOBODY_WAITS
from deals.permissions import DealPermission
from deals.queries import live_referrals
from deals.rules.lines import customer_key, plain_domain
from deals.rules.party import party_of_deal
from deals.rules.referral import is_self_referral
from deals.services import promise
from deals.services.eligibility import why_held
from deals.services.match_index import ACCOUNT, REGISTRATION
from deals.services.opportunity import open_from_referral
from prm.accounts.queries import members_for_partner
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.matching.queries import find_matches
from prm.outbox.services import emit
from programs.models import Partnership
from programs.queries import RUNNING, vendor_day

FIRST_ANSWER_DAYS = 2
FIELDS = (
    "customer_name",
    "customer_domain",
    "customer_country",
    "contact_name",
    "contact_email",
    "need",
    "amount",
    "currency",
    "is_consented",
)


@dataclass(frozen=True)
class Flag:
    """Something the reviewer should look at before accepting."""

    code: str
    text: str
    ref: str = ""


@transaction.atomic
def submit_referral(partnership: Partnership, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Referral:
    """Hands a referral in; its two-day clock starts. Refuses the partner's own organization, a customer it has sent
    already, a partnership that does not run and one whose agreement is over or waits to be accepted. Emits ReferralSubmitted.
    """
    if not actor.can(DealPermission.REFER):
        raise Forbidden(_("You may not send referrals."))
    if partnership.status not in RUNNING or partnership.suspended_at is not None:
        raise Refused(_("Your partnership is not active at present."))
    if held := why_held(partnership, vendor_day(at)):
        raise Refused(held, code="agreement-lacking")
    row = Referral(
        partner_id=partnership.partner_id,
        partnership=partnership,
        submitted_by_id=actor.membership_id,
        owner_id=partnership.owner_id or partnership.partner.owner_id,
        submitted_at=at,
        created_at=at,
    )
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.customer_domain = plain_domain(row.customer_domain) or row.customer_domain[:120]
    _require_sound(row, partnership)
    row.live_key = customer_key(name=row.customer_name, domain=row.customer_domain, country=row.customer_country)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "referral_live_once" not in str(error):
            raise
        raise Refused(_("You have sent us this customer already."), code="referral-duplicate") from error
    row.act_by_at = promise.start_answer(row, FIRST_ANSWER_DAYS, at=at)
    row.save(update_fields=["act_by_at"])
    return _tell(row, "submitted", ReferralSubmitted, actor=actor, at=at)


@transaction.atomic
def accept_referral(referral: Referral, *, actor: Actor, at: datetime, note: str = "") -> Referral:
    """We follow it up; the clock stops. Emits ReferralAccepted."""
    row = _locked(referral)
    REFERRAL.check(row, "accept", actor)
    _answer(row, actor=actor, at=at, note=note)
    return _move(row, "accept", ReferralAccepted, actor=actor, at=at)


@transaction.atomic
def reject_referral(referral: Referral, *, actor: Actor, at: datetime, reason: str, note: str = "") -> Referral:
    """Turns it down with a reason the partner reads. Emits ReferralRejected."""
    row = _locked(referral)
    REFERRAL.check(row, "reject", actor)
    if reason not in ReferralReason.values:
        raise Invalid(_("Choose a reason; the partner reads it."), fields={"reason": _("Missing.")})
    return _turn_down(row, "reject", reason, note, actor=actor, at=at)


@transaction.atomic
def mark_referral_duplicate(referral: Referral, *, actor: Actor, at: datetime, note: str = "") -> Referral:
    """Somebody else sent it first, or we knew. Emits ReferralRejected."""
    row = _locked(referral)
    REFERRAL.check(row, "mark_duplicate", actor)
    return _turn_down(row, "mark_duplicate", ReferralReason.ALREADY_KNOWN, note, actor=actor, at=at)


@transaction.atomic
def qualify_referral(referral: Referral, *, actor: Actor, at: datetime, note: str = "") -> Referral:
    """It meets what a qualified referral is. Emits ReferralQualified."""
    row = _locked(referral)
    REFERRAL.check(row, "qualify", actor)
    row.note = note or row.note
    return _move(row, "qualify", ReferralQualified, actor=actor, at=at)


@transaction.atomic
def open_referral_opportunity(
    referral: Referral,
    *,
    actor: Actor,
    at: datetime,
    amount: Decimal | None = None,
    account: CustomerAccount | None = None,
) -> Opportunity:
    """Puts a qualified referral into our pipeline. Refuses one without a value."""
    row = _locked(referral)
    REFERRAL.check(row, "open_opportunity", actor)
    value = amount if amount is not None else row.amount
    if not value:
        raise Invalid(_("Say what it is worth."), fields={"amount": _("Missing.")})
    row.amount, row.account = value, account or row.account
    row.status = REFERRAL.transitions["open_opportunity"].target
    row.save()
    record(row, "referral.opportunity", actor=actor, at=at, visible_to_partner=True)
    return open_from_referral(row, value, actor=actor, at=at)


@transaction.atomic
def withdraw_referral(referral: Referral, *, actor: Actor, at: datetime, note: str = "") -> Referral:
    """The partner takes it back before we work on it."""
    row = _locked(referral)
    REFERRAL.check(row, "withdraw", actor)
    promise.settle_answer(row, at=at)
    row.status, row.live_key, row.act_by_at = REFERRAL.transitions["withdraw"].target, None, NOBODY_WAITS
    row.save(update_fields=["status", "live_key", "act_by_at"])
    record(row, "referral.withdrawn", actor=actor, at=at, summary=note, visible_to_partner=True)
    return row


@transaction.atomic
def mark_referral_paid(referral: Referral, *, actor: Actor, at: datetime) -> Referral:
    """The fee has left; called by incentives once the payment is confirmed."""
    row = _locked(referral)
    REFERRAL.check(row, "pay", actor)
    row.status = REFERRAL.transitions["pay"].target
    row.save(update_fields=["status"])
    record(row, "referral.paid", actor=actor, at=at, visible_to_partner=True)
    return row


def flags_for(referral: Referral) -> list[Flag]:
    """What speaks against it, for the reviewer: known customers, claims of others, earlier referrals. As the vendor."""
    matches = find_matches(party_of_deal(referral), kinds=(ACCOUNT, REGISTRATION), limit=10)
    same = [match for match in matches if match.score.is_proposed]
    accounts = CustomerAccount.objects.in_bulk([m.target_id for m in same if m.kind == ACCOUNT])
    flags = [
        Flag(ConflictKind.ACCOUNT, _("Existing customer: %(name)s") % {"name": account.name}, account.ref)
        for account in accounts.values()
        if account.is_customer
    ]
    if any(match.kind == REGISTRATION for match in same):
        flags.append(Flag(ConflictKind.REGISTRATION, _("A partner has registered a deal with this customer.")))
    earlier = live_referrals().filter(live_key=referral.live_key, submitted_at__lt=referral.submitted_at)
    first = earlier.exclude(pk=referral.pk).order_by("submitted_at").first() if referral.live_key else None
    if first:
        flags.append(Flag("referral", _("Sent to us before by another partner."), first.ref))
    if not referral.is_consented:
        flags.append(Flag("consent", _("The partner did not say that the contact agreed.")))
    return flags


def _require_sound(row: Referral, partnership: Partnership) -> None:
    missing = {
        name: _("Missing.") for name in ("customer_name", "contact_name", "contact_email") if not getattr(row, name)
    }
    if missing:
        raise Invalid(_("Something is still missing."), fields=missing)
    emails = members_for_partner(partnership.partner_id).values_list("email", flat=True)
    if is_self_referral(
        partner_domains=[partnership.partner.domain, *emails],
        customer_domain=row.customer_domain,
        contact_email=row.contact_email,
    ):
        raise Refused(_("This is your own organization; it cannot be referred."), code="referral-self")


def _answer(row: Referral, *, actor: Actor, at: datetime, note: str) -> None:
    promise.settle_answer(row, at=at)
    row.answered_at, row.decided_by_id = row.answered_at or at, actor.membership_id
    row.note, row.act_by_at = note.strip(), NOBODY_WAITS


def _turn_down(row: Referral, action: str, reason: str, note: str, *, actor: Actor, at: datetime) -> Referral:
    if row.status == "submitted":
        _answer(row, actor=actor, at=at, note=note)
    row.reason, row.note, row.live_key = str(reason), note.strip(), None
    row.status = REFERRAL.transitions[action].target
    row.save()
    record(row, f"referral.{row.status}", actor=actor, at=at, summary=note, visible_to_partner=True)
    event = ReferralRejected(referral_id=row.pk, partnership_id=row.partnership_id, reason=row.reason, note=row.note)
    emit(event, at=at, partner_id=row.partner_id)
    return row


def _move(row: Referral, action: str, event: type[ReferralEvent], *, actor: Actor, at: datetime) -> Referral:
    row.status = REFERRAL.transitions[action].target
    row.save()
    return _tell(row, row.status, event, actor=actor, at=at)


def _tell(row: Referral, word: str, event: type[ReferralEvent], *, actor: Actor, at: datetime) -> Referral:
    record(row, f"referral.{word}", actor=actor, at=at, summary=row.note, visible_to_partner=True)
    emit(event(referral_id=row.pk, partnership_id=row.partnership_id), at=at, partner_id=row.partner_id)
    return row


def _locked(referral: Referral) -> Referral:
    rows = Referral.objects.select_related("partnership__program", "partner").select_for_update(of=("self",))
    row: Referral = rows.get(pk=referral.pk)
    return row
