"""The benefits a version may grant: those the pillars know, and the vendor's own."""

from typing import cast

from django.db.models import QuerySet

from programs.benefits import BENEFITS, Benefit, BenefitUnit, Library
from programs.models import Entitlement, EntitlementEntry, OwnBenefit, Partnership


def own_benefits() -> QuerySet[OwnBenefit]:
    return OwnBenefit.objects.order_by("label")


def benefit_library() -> Library:
    """One query; read it once for a page or a run. No own one takes a key the pillars know."""
    own = {row.key: Benefit(row.key, row.label, cast(BenefitUnit, row.unit), row.every) for row in own_benefits()}
    return Library({**own, **BENEFITS})


def benefit_by_ref(ref: str) -> OwnBenefit | None:
    return OwnBenefit.objects.filter(ref=ref).first()


def entitlements_with_names() -> QuerySet[Entitlement]:
    return Entitlement.objects.select_related("partner", "partnership__program", "partnership__owner")


def entitlement_by_ref(ref: str) -> Entitlement | None:
    return entitlements_with_names().filter(ref=ref).first()


def running_entitlements(partnership: Partnership) -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(partnership=partnership, closed_on=None).order_by("label", "starts_on")


def entries_of(entitlement: Entitlement) -> QuerySet[EntitlementEntry]:
    return EntitlementEntry.objects.filter(entitlement=entitlement).order_by("-entered_at", "-pk")
