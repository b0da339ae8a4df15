"""Named reads of prospects, and who among partners and prospects may be the same organization."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from partners.lifecycle import OPEN_PROSPECT
from partners.models import Partner, Prospect, ProspectContact, ProspectTouch
from prm.matching.domains import company_domain
from prm.matching.keys import keys_of
from prm.matching.score import Party, score_pair

# A prospect nobody talked to for so long is called quiet.
QUIET_DAYS = 14
CANDIDATES = 60


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


@dataclass(frozen=True)
class LookAlike:
    """A partner or prospect that is or may be the same organization, and what speaks for it."""

    name: str
    ref: str
    why: str
    is_partner: bool
    row: Any


def partner_look_alikes(prospect: Prospect) -> list[LookAlike]:
    """Partners that still run and may be the same as this prospect, the surest first."""
    return _alike(prospect, Partner.objects.exclude(status="ended"))


def prospect_look_alikes(prospect: Prospect) -> list[LookAlike]:
    """Other prospects that are open and may be the same."""
    return _alike(prospect, Prospect.objects.filter(status__in=OPEN_PROSPECT).exclude(pk=prospect.pk))


def party_of(row: Any) -> Party:
    return Party(row.name, row.domain, row.city, row.region, row.country)


def _alike(prospect: Prospect, rows: Any) -> list[LookAlike]:
    """Narrowed by domain and by the longest word that tells the name apart, then scored by prm/matching."""
    party = party_of(prospect)
    word = max(keys_of(party).name.split() or [party.name], key=len)
    near = Q(name__icontains=word)
    if own := company_domain(party.domain):
        near |= Q(domain=own)
    scored = [(score_pair(party, party_of(row)), row) for row in rows.filter(near).order_by("name", "pk")[:CANDIDATES]]
    scored = sorted((pair for pair in scored if pair[0].is_proposed), key=lambda pair: (-pair[0].value, pair[1].name))
    return [
        LookAlike(row.name, row.ref, "; ".join(reason.text for reason in score.reasons if reason.speaks == "for"),
                  isinstance(row, Partner), row)
        for score, row in scored[:5]
    ]  # fmt: skip
