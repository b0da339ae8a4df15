"""Sending, signing, countersigning: fresh assent to one frozen text, with its evidence."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.enums import Side, SignatureMethod
from agreements.events import (
    AgreementChangesRequested,
    AgreementDeclined,
    AgreementExecuted,
    AgreementSent,
    AgreementSignedByPartner,
    SignatureAsked,
)
from agreements.lifecycle import AGREEMENT
from agreements.models import Agreement, Signature, Signer
from agreements.services.approval import require_approved
from agreements.services.commitments import list_commitments
from agreements.services.drafting import locked
from agreements.services.signers import at_turn, begin_signing, delegation_words, seat_at_turn
from agreements.services.term import end_predecessor, set_first_term
from agreements.services.wording import fingerprint, merged_text
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Invalid, Refused
from prm.outbox.services import emit
from programs.services.partnership import mark_contracted


@dataclass(frozen=True)
class Assent:
    """What a signer gives: who, on what authority, how, and the hash of the text that was on the screen."""

    name: str
    title: str
    email: str
    has_authority: bool
    document_sha256: str
    drawing: bytes | None = None
    ip: str | None = None
    user_agent: str = ""
    # The statement of an offer to all partners, given before this one accepted it.
    offered: str = ""


@transaction.atomic
def send_agreement(agreement: Agreement, *, actor: Actor, at: datetime) -> Agreement:
    """Freezes the text and puts it before the partner. Refuses a superseded version. Emits AgreementSent."""
    row = locked(agreement)
    transition = AGREEMENT.check(row, "send", actor)
    require_approved(row)
    row.text = merged_text(row)
    row.text_sha256 = fingerprint(row.text)
    row.status, row.sent_at, row.partner_signed_at, row.change_request = transition.target, at, None, ""
    begin_signing(row, at=at)
    row.save(
        update_fields=[
            "text", "text_sha256", "status", "sent_at", "partner_signed_at", "change_request", "sending", "turn",
            "asked_at", "asked_times",
        ]
    )  # fmt: skip
    record(row, "agreement.sent", actor=actor, at=at, summary=row.text_sha256[:16], visible_to_partner=True)
    emit(AgreementSent(agreement_id=row.pk, partnership_id=row.partnership_id), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def sign_agreement(agreement: Agreement, assent: Assent, *, actor: Actor, at: datetime) -> Signature:
    """A signature of the partner's. Refuses (409) a superseded version or a text that is no longer the one on the screen,
    and (403) whoever is not at turn.

    Where others sign after this one, the next is asked and SignatureAsked emitted; after the last the vendor
    countersigns, and AgreementSignedByPartner is emitted.
    """
    row = locked(agreement)
    follow = row.turn < row.seats
    transition = AGREEMENT.check(row, "sign_in_turn" if follow else "sign", at_turn(row, actor))
    seat = seat_at_turn(row)
    signature = _sign(row, Side.PARTNER, assent, actor=actor, at=at, seat=seat)
    if seat is not None:
        Signer.objects.filter(pk=seat.pk).update(signed_at=at)
    row.status = transition.target
    if follow:
        row.turn, row.asked_at, row.asked_times = row.turn + 1, at, 1
    else:
        row.partner_signed_at = at
    row.save(update_fields=["status", "partner_signed_at", "turn", "asked_at", "asked_times"])
    record(row, "agreement.signed", actor=actor, at=at, summary=assent.name, visible_to_partner=True)
    signed = AgreementSignedByPartner(agreement_id=row.pk, signer_name=assent.name)
    emit(SignatureAsked(agreement_id=row.pk, again=False) if follow else signed, at=at, partner_id=row.partner_id)
    return signature


@transaction.atomic
def decline_agreement(agreement: Agreement, *, reason: str, actor: Actor, at: datetime) -> Agreement:
    """The partner will not sign this text. The vendor may change it and send it again, or void it.

    Asks for a reason. Emits AgreementDeclined.
    """
    row = locked(agreement)
    transition = AGREEMENT.check(row, "decline", at_turn(row, actor))
    if not reason.strip():
        words = _("Say why you do not sign.")
        raise Invalid(words, fields={"reason": words})
    row.status, row.change_request = transition.target, reason.strip()
    row.save(update_fields=["status", "change_request"])
    record(row, "agreement.declined", actor=actor, at=at, summary=reason, visible_to_partner=True)
    emit(AgreementDeclined(agreement_id=row.pk, reason=reason.strip()), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def countersign_agreement(agreement: Agreement, assent: Assent, *, actor: Actor, at: datetime) -> Agreement:
    """The vendor's signature executes it: the term runs, commitments are listed, the partnership is contracted.

    Needs the vendor's scope. Refuses like sign_agreement. A renewal ends the paper it follows. Emits AgreementExecuted,
    whose handler seals the file.
    """
    row = locked(agreement)
    transition = AGREEMENT.check(row, "countersign", actor)
    _sign(row, Side.VENDOR, assent, actor=actor, at=at)
    row.status = transition.target
    execute(row, actor=actor, at=at)
    record(row, "agreement.executed", actor=actor, at=at, summary=assent.name, visible_to_partner=True)
    return row


def execute(row: Agreement, *, actor: Actor, at: datetime) -> None:
    """What follows from the last signature, however it was given. Inside other services; emits AgreementExecuted."""
    row.executed_at = at
    set_first_term(row, at=at)
    row.save(update_fields=["status", "executed_at", "effective_on", "run", "ends_on", "action_on"])
    list_commitments(row)
    end_predecessor(row, actor=actor, at=at)
    event = AgreementExecuted(
        agreement_id=row.pk,
        partnership_id=row.partnership_id,
        effective_on=row.term.starts_on,
        ends_on=row.term.ends_on,
    )
    emit(event, at=at, partner_id=row.partner_id)
    if row.amends_id is None:
        mark_contracted(row.partnership, actor=actor, at=at)


@transaction.atomic
def request_changes(agreement: Agreement, *, reason: str, actor: Actor, at: datetime) -> Agreement:
    """The partner asks for other terms instead of signing. Emits AgreementChangesRequested."""
    row = locked(agreement)
    transition = AGREEMENT.check(row, "request_changes", at_turn(row, actor))
    if not reason.strip():
        words = _("Say what should change.")
        raise Invalid(words, fields={"reason": words})
    row.status, row.change_request = transition.target, reason.strip()
    row.save(update_fields=["status", "change_request"])
    record(row, "agreement.changes_requested", actor=actor, at=at, summary=reason, visible_to_partner=True)
    emit(AgreementChangesRequested(agreement_id=row.pk, reason=reason.strip()), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def recall_agreement(agreement: Agreement, *, actor: Actor, at: datetime, reason: str = "") -> Agreement:
    """Takes it back into negotiation. A signature given before stays as history and asks for assent anew."""
    row = locked(agreement)
    row.status, row.partner_signed_at = AGREEMENT.check(row, "recall", actor).target, None
    row.save(update_fields=["status", "partner_signed_at"])
    record(row, "agreement.recalled", actor=actor, at=at, summary=reason, visible_to_partner=True)
    return row


@transaction.atomic
def void_agreement(agreement: Agreement, *, actor: Actor, at: datetime, reason: str) -> Agreement:
    """Withdraws a paper nobody is bound by. Asks for a reason."""
    row = locked(agreement)
    transition = AGREEMENT.check(row, "void", actor)
    if not reason.strip():
        words = _("Say why it is void.")
        raise Invalid(words, fields={"reason": words})
    row.status, row.end_reason = transition.target, reason[:400]
    row.save(update_fields=["status", "end_reason"])
    record(row, "agreement.voided", actor=actor, at=at, summary=reason, visible_to_partner=row.sent_at is not None)
    return row


def statement_for(agreement: Agreement, side: str) -> str:
    """The words a signer assents to, kept with the signature as they were."""
    party = agreement.vendor if side == Side.VENDOR else agreement.partner
    return _(
        "I have read this agreement in full and accept it for %(party)s. I am authorized to bind %(party)s. I sign"
        " electronically and agree that this signature has the effect of one on paper."
    ) % {"party": party.legal_name or party.name}


def _sign(
    row: Agreement, side: Side, assent: Assent, *, actor: Actor, at: datetime, seat: Signer | None = None
) -> Signature:
    missing = {
        name: _("Missing.")
        for name, given in (("name", assent.name.strip()), ("title", assent.title.strip()), ("email", assent.email))
        if not given
    }
    if not assent.has_authority:
        missing["has_authority"] = _("Without this nobody is bound.")
    if missing:
        raise Invalid(_("Something is missing for a signature."), fields=missing)
    if assent.document_sha256 != row.text_sha256:
        raise Refused(
            _("The text was changed after you opened it. Nothing was signed; read the current text and sign that.")
        )
    signature = Signature(
        agreement=row, partner_id=row.partner_id, version_id=row.version_id, version_number=row.version_number,
        document_sha256=row.text_sha256, sending=row.sending, side=side.value, place=seat.place if seat else 1,
        delegation=delegation_words(seat), signer_name=assent.name.strip()[:120],
        signer_title=assent.title.strip()[:120], signer_email=assent.email, member_id=actor.membership_id,
        method=_method(assent), drawing=assent.drawing, statement=assent.offered or statement_for(row, side), signed_at=at, ip=assent.ip, user_agent=assent.user_agent[:300],
    )  # fmt: skip
    signature.save(force_insert=True)
    return signature


def _method(assent: Assent) -> SignatureMethod:
    if assent.offered:
        return SignatureMethod.OFFER
    return SignatureMethod.DRAWN if assent.drawing else SignatureMethod.TYPED
