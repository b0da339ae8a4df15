"""Named reads of agreements. What later pillars ask stands first."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from agreements.enums import IN_FORCE, OPEN
from agreements.models import Agreement, AgreementTemplate, Commitment, Signature, TemplateVersion
from programs.models import Partnership

BOUND = ("executed", "expiring", "renewed", "expired", "terminated")


def in_force_on(on: date) -> Q:
    """Agreements that bind on a day: signed by both, begun, and neither ended with their term nor before it."""
    began = Q(status__in=BOUND, effective_on__lte=on)
    return began & (Q(ended_on=None) | Q(ended_on__gte=on)) & (Q(ends_on__gte=on) | Q(status__in=IN_FORCE))


def agreement_in_force(partnership_id: UUID, on: date) -> Agreement | None:
    """The agreement that binds a partnership on a day; where one was replaced that day, the newer."""
    rows = Agreement.objects.filter(in_force_on(on), partnership_id=partnership_id)
    return rows.order_by("-effective_on", "-executed_at").first()


def terms_in_force(partnership_id: UUID, on: date) -> dict[str, int | bool] | None:
    """The terms by name (agreements/rules/parameters.py) that hold on a day; None without an agreement."""
    agreement = agreement_in_force(partnership_id, on)
    return agreement.terms if agreement else None


def terms_of_many(partnership_ids: Iterable[UUID] | None, on: date) -> dict[UUID, dict[str, int | bool]]:
    """The same for many partnerships (None: all) in one query; those without an agreement are missing."""
    rows = Agreement.objects.filter(in_force_on(on)).order_by("effective_on", "executed_at")
    if partnership_ids is not None:
        rows = rows.filter(partnership_id__in=list(partnership_ids))
    only = rows.only("partnership_id", "standard", "negotiated")
    return {row.partnership_id: row.terms for row in only}


def is_contracted(partnership_id: UUID, on: date) -> bool:
    return Agreement.objects.filter(in_force_on(on), partnership_id=partnership_id).exists()


def agreements_with_names() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("partner", "partnership", "partnership__program", "partnership__owner")


def agreement_by_ref(ref: str) -> Agreement | None:
    return agreements_with_names().filter(ref=ref).first()


def signed_now(agreement: Agreement) -> QuerySet[Signature]:
    """The signatures on the text as it stands; earlier ones belong to texts that were replaced."""
    return Signature.objects.filter(agreement=agreement, document_sha256=agreement.text_sha256)


def who_accepted(version: TemplateVersion, on: datetime | None = None) -> QuerySet[Signature]:
    """Who has assented to a version, up to a moment: one query, one row per signature, partners by name."""
    rows = Signature.objects.filter(version_id=version.pk, side="partner").select_related("agreement", "partner")
    return (rows.filter(signed_at__lte=on) if on else rows).order_by("signed_at")


def accepted_version(partner_id: UUID, on: datetime) -> QuerySet[Signature]:
    """What a partner's people had signed by a moment, newest first: which version of which paper."""
    rows = Signature.objects.filter(partner_id=partner_id, side="partner", signed_at__lte=on)
    return rows.select_related("agreement").order_by("-signed_at")


def templates_with_versions() -> QuerySet[AgreementTemplate]:
    return AgreementTemplate.objects.prefetch_related("versions").order_by("type", "name")


def template_by_ref(ref: str) -> AgreementTemplate | None:
    return AgreementTemplate.objects.filter(ref=ref).first()


def version_by_ref(ref: str) -> TemplateVersion | None:
    return TemplateVersion.objects.select_related("template").filter(ref=ref).first()


def active_version_for(type_: str) -> TemplateVersion | None:
    """The words a new partnership of the type is offered now."""
    rows = TemplateVersion.objects.filter(status="active", template__is_active=True, template__type=type_)
    return rows.select_related("template").first()


def partnerships_without_agreement() -> QuerySet[Partnership]:
    """Approved partnerships with no paper in the making and none in force."""
    covered = Agreement.objects.filter(status__in=[*OPEN, *IN_FORCE]).values("partnership_id")
    waiting = Partnership.objects.exclude(status="ended").exclude(pk__in=covered)
    return waiting.select_related("partner", "program").order_by("partner__name")


def acting_due(until: date) -> QuerySet[Agreement]:
    """Agreements in force whose action date comes no later than `until`, soonest first."""
    rows = agreements_with_names().filter(status__in=IN_FORCE, action_on__lte=until)
    return rows.order_by("action_on", "id")


def commitments_of(partnership_id: UUID, on: date) -> QuerySet[Commitment]:
    """What both sides owe each other on a day."""
    rows = Commitment.objects.filter(partnership_id=partnership_id, starts_on__lte=on, ends_on__gte=on)
    return rows.select_related("agreement")
