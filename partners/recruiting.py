"""Named reads of prospects, and who among partners and prospects may be the same organization."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from partners.lifecycle import OPEN_PROSPECT
from partners.models import Partner, Prospect, ProspectContact, ProspectTouch
from partners.queries import LookAlike, partners_like, party_of, prospects_like

# A prospect nobody talked to for so long is called quiet.
QUIET_DAYS = 14


def prospects_with_owner() -> QuerySet[Prospect]:
    return Prospect.objects.select_related("owner", "partner")


def prospect_by_ref(ref: str) -> Prospect | None:
    return prospects_with_owner().filter(ref=ref).first()


def quiet_prospects(at: datetime) -> QuerySet[Prospect]:
    """Open ones with which nothing passed for a fortnight, the longest first."""
    before = at - timedelta(days=QUIET_DAYS)
    return prospects_with_owner().filter(status__in=OPEN_PROSPECT, touched_at__lt=before).order_by("touched_at", "pk")


def prospect_counts() -> dict[str, int]:
    found: Any = Prospect.objects.values("status").annotate(n=Count("pk")).values_list("status", "n").order_by()
    return dict(found)


def people_of_prospect(prospect: Prospect) -> QuerySet[ProspectContact]:
    return ProspectContact.objects.filter(prospect=prospect).order_by("name", "pk")


def person_of_prospect(prospect: Prospect, pk: UUID) -> ProspectContact | None:
    return people_of_prospect(prospect).select_related("prospect").filter(pk=pk).first()


def touches_of(prospect: Prospect) -> QuerySet[ProspectTouch]:
    return ProspectTouch.objects.filter(prospect=prospect).select_related("by").order_by("-at", "-pk")


def partner_look_alikes(prospect: Prospect) -> list[LookAlike]:
    """Partners that still run and may be the same as this prospect, the surest first."""
    return partners_like(party_of(prospect))


def duplicates_of(partner: Partner) -> list[LookAlike]:
    """Other partners that still run and may be the same as this one."""
    return partners_like(party_of(partner), but=partner)


def prospect_look_alikes(prospect: Prospect) -> list[LookAlike]:
    """Other prospects that are open and may be the same."""
    return prospects_like(party_of(prospect), but=prospect)
