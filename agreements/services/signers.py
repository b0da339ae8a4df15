"""Who signs for the partner: named in an order, passed on to a colleague, asked again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agreements.events import SignatureAsked
from agreements.lifecycle import AGREEMENT, SIGNABLE
from agreements.models import Agreement, Signer
from agreements.permissions import AgreementPermission, PortalAgreementPermission
from agreements.queries.papers import signers_of, who_is_asked
from agreements.services.drafting import locked
from prm.accounts.models import Membership
from prm.accounts.queries import members_with_permission
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit

MOST_SIGNERS = 5
ASK_AGAIN_AFTER = timedelta(days=1)


def at_turn(agreement: Agreement, actor: Actor) -> Actor:
    """The actor as far as answering for the partner goes: sign, decline, pass on, ask for changes.

    Where signers are named, the one whose turn it is may answer whatever the role says, and nobody else of the partner.
    """
    if not agreement.seats or actor.trusted:
        return actor
    mine = Signer.objects.filter(agreement=agreement, place=agreement.turn, member_id=actor.membership_id)
    right = {PortalAgreementPermission.SIGN.value}
    may = actor.membership_id is not None and mine.exists()
    return replace(actor, permissions=actor.permissions | right if may else actor.permissions - right)


@transaction.atomic
def name_signers(agreement: Agreement, members: Sequence[Membership], *, actor: Actor, at: datetime) -> Agreement:
    """Who signs for the partner, one after the other; none named: whoever there may sign, signs.

    Refuses one that is out for signature. Raises Invalid for who is not of this partner, may not read agreements or
    stands twice, and for more than five.
    """
    if not actor.can(AgreementPermission.MANAGE):
        raise Forbidden(_("You may not say who signs."))
    row = locked(agreement)
    if row.status not in SIGNABLE:
        raise Refused(_("Signers are named before it is sent. Recall it first."))
    readers = set(members_with_permission(PortalAgreementPermission.VIEW, partner_id=row.partner_id))
    if not readers.issuperset(members) or len(set(members)) < len(members) or len(members) > MOST_SIGNERS:
        words = _("Up to five different people of this partner who may read agreements.")
        raise Invalid(words, fields={"first": words})
    Signer.objects.filter(agreement=row).delete()
    for place, member in enumerate(members, start=1):
        Signer(agreement=row, partner_id=row.partner_id, place=place, member=member).save(force_insert=True)
    row.seats, row.turn = len(members), 0
    row.save(update_fields=["seats", "turn"])
    names = ", ".join(member.name for member in members) or _("whoever may sign")
    record(row, "agreement.signers_named", actor=actor, at=at, summary=names)
    return row


def begin_signing(row: Agreement, *, at: datetime) -> None:
    """A text goes out: the first signer's turn. What was passed on was for the text before, and falls back.

    Inside other services; the caller saves.
    """
    row.sending += 1
    row.turn = 1 if row.seats else 0
    row.asked_at, row.asked_times = at, 1
    seats = Signer.objects.filter(agreement=row)
    seats.update(signed_at=None)
    passed_on = seats.exclude(delegated_by=None)
    passed_on.update(member_id=F("delegated_by_id"), delegated_by=None, delegated_at=None, delegated_why="")


def seat_at_turn(row: Agreement) -> Signer | None:
    return signers_of(row).filter(place=row.turn).first() if row.seats else None


def delegation_words(seat: Signer | None) -> str:
    """Who passed the signature on, when and why, as it is kept with the signature."""
    if seat is None or seat.delegated_by is None or seat.delegated_at is None:
        return ""
    return _("Signs for %(name)s <%(email)s>, who passed the signature on at %(at)s UTC: %(why)s") % {
        "name": seat.delegated_by.name,
        "email": seat.delegated_by.email,
        "at": f"{seat.delegated_at:%Y-%m-%d %H:%M:%S}",
        "why": seat.delegated_why,
    }


@transaction.atomic
def delegate_signing(agreement: Agreement, *, to: Membership, why: str, actor: Actor, at: datetime) -> Agreement:
    """The signer whose turn it is lets a colleague sign; who, when and why stand on the page of evidence.

    Refuses to pass it on a second time. Raises Invalid without a reason, and for who is not of this partner, may not
    read agreements or signs it anyway. Emits SignatureAsked.
    """
    row = locked(agreement)
    AGREEMENT.check(row, "delegate", at_turn(row, actor))
    seat = seat_at_turn(row)
    if seat and seat.delegated_at:
        raise Refused(_("It was passed on once. Ask the vendor to name somebody else."))
    wrong = {} if why.strip() else {"why": _("Missing.")}
    taken = {signer.member_id for signer in signers_of(row)} | {actor.membership_id}
    may = members_with_permission(PortalAgreementPermission.VIEW, partner_id=row.partner_id)
    if to.pk in taken or not may.filter(pk=to.pk).exists():
        wrong["to"] = _("Somebody else of your company who may read agreements.")
    if wrong:
        raise Invalid(_("It cannot be passed on so."), fields=wrong)
    is_named = seat is not None
    if seat is None:
        seat = Signer(agreement=row, partner_id=row.partner_id, place=1)
        row.seats = row.turn = 1
    seat.member, seat.delegated_by_id = to, actor.membership_id
    seat.delegated_at, seat.delegated_why = at, why.strip()[:400]
    passed_on = ["member", "delegated_by", "delegated_at", "delegated_why"]
    seat.save(force_insert=not is_named, update_fields=passed_on if is_named else None)
    row.asked_at, row.asked_times = at, 1
    row.save(update_fields=["seats", "turn", "asked_at", "asked_times"])
    record(
        row, "agreement.delegated", actor=actor, at=at, summary=to.name, visible_to_partner=True,
        changes={"why": [None, seat.delegated_why]},
    )  # fmt: skip
    emit(SignatureAsked(agreement_id=row.pk, again=False), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def ask_again(agreement: Agreement, *, actor: Actor, at: datetime) -> Agreement:
    """Another mail to whoever is to sign now: once a day at most, and five times in all. Emits SignatureAsked."""
    row = locked(agreement)
    AGREEMENT.check(row, "resend", actor)
    if row.asked_at is not None and at < row.asked_at + ASK_AGAIN_AFTER:
        raise Refused(_("They were asked less than a day ago."))
    row.asked_at, row.asked_times = at, row.asked_times + 1
    row.save(update_fields=["asked_at", "asked_times"])
    names = ", ".join(member.name for member in who_is_asked(row))
    record(row, "agreement.asked_again", actor=actor, at=at, summary=names, visible_to_partner=True)
    emit(SignatureAsked(agreement_id=row.pk, again=True), at=at, partner_id=row.partner_id)
    return row
