"""Agreements, and who signs and has signed them."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.enums import IN_FORCE, OPEN
from agreements.models import (
    Agreement,
    Signature,
    Signer,
    TemplateVersion,
)
from agreements.permissions import PortalAgreementPermission
from prm.accounts.models import Membership
from prm.accounts.queries import members_with_permission
from programs.models import Partnership


def agreements_with_names() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("partner", "partnership", "partnership__program", "partnership__owner")


def agreement_by_ref(ref: str) -> Agreement | None:
    return agreements_with_names().filter(ref=ref).first()


def signed_now(agreement: Agreement) -> QuerySet[Signature]:
    """The signatures on the text as it stands; earlier ones belong to texts that were replaced."""
    return Signature.objects.filter(
        agreement=agreement, document_sha256=agreement.text_sha256, sending=agreement.sending
    )


def signers_of(agreement: Agreement) -> QuerySet[Signer]:
    """Who signs for the partner, in their order; empty where whoever may sign, signs."""
    return Signer.objects.filter(agreement=agreement).select_related("member", "delegated_by")


def waiting_for(member_id: UUID | None, *, may_sign: bool) -> QuerySet[Agreement]:
    """What one member is to sign now: named and at turn, or nobody is named and the role may sign. The oldest first."""
    mine = Signer.objects.filter(agreement=OuterRef("pk"), place=OuterRef("turn"), member_id=member_id)
    turn = Q(Exists(mine)) if member_id else Q(pk=None)
    rows = Agreement.objects.filter(status="sent", superseded_by=None)
    return rows.filter(turn | Q(seats=0) if may_sign else turn).order_by("sent_at")


def who_is_asked(agreement: Agreement) -> list[Membership]:
    """Who may sign for the partner now: the named signer whose turn it is, else all whose role may sign."""
    if agreement.seats:
        found = signers_of(agreement).filter(place=agreement.turn, member__is_active=True)
        return [signer.member for signer in found]
    return list(members_with_permission(PortalAgreementPermission.SIGN, partner_id=agreement.partner_id))


def who_accepted(version: TemplateVersion, on: datetime | None = None) -> QuerySet[Signature]:
    """Who has assented to a version, up to a moment: one query, one row per signature, partners by name."""
    rows = Signature.objects.filter(version_id=version.pk, side="partner", agreement__amends=None)
    rows = rows.select_related("agreement", "partner")
    return (rows.filter(signed_at__lte=on) if on else rows).order_by("signed_at")


def accepted_version(partner_id: UUID, on: datetime) -> QuerySet[Signature]:
    """What a partner's people had signed by a moment, newest first: which version of which paper."""
    rows = Signature.objects.filter(partner_id=partner_id, side="partner", signed_at__lte=on)
    return rows.select_related("agreement").order_by("-signed_at")


def partnerships_without_agreement() -> QuerySet[Partnership]:
    """Approved partnerships with no paper in the making and none in force."""
    covered = Agreement.objects.filter(status__in=[*OPEN, *IN_FORCE]).values("partnership_id")
    waiting = Partnership.objects.exclude(status="ended").exclude(pk__in=covered)
    return waiting.select_related("partner", "program").order_by("partner__name")


def acting_due(until: date) -> QuerySet[Agreement]:
    """Agreements in force whose action date comes no later than `until`, soonest first."""
    rows = agreements_with_names().filter(status__in=IN_FORCE, action_on__lte=until, amends=None)
    return rows.order_by("action_on", "id")


def last_agreement(partnership_id: UUID) -> Agreement | None:
    """The last paper of a partnership that was ever in force."""
    rows = Agreement.objects.filter(partnership_id=partnership_id, executed_at__isnull=False, amends=None)
    return rows.order_by("-executed_at").first()
