"""Named reads of partners and their people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partners.enums import CLOSED
from partners.models import (
    AccessRequest,
    Contact,
    Handover,
    HandoverLine,
    Partner,
    PartnerGroup,
    PartnerLocation,
    PartnerMerge,
    PartnerTag,
    Prospect,
    RedFlag,
    Screening,
    Tag,
)
from prm.matching.domains import company_domain
from prm.matching.keys import keys_of
from prm.matching.score import Party, score_pair

# How many organizations with a like name are scored.
CANDIDATES = 60
# What a profile needs before it counts as complete.
PROFILE_FIELDS = ("about", "city", "phone", "segments", "technical_people", "sales_people")


def partners_with_owner() -> QuerySet[Partner]:
    return Partner.objects.select_related("owner")


def chosen_partners(refs: list[str]) -> list[Partner]:
    """What somebody ticked in the list, by name."""
    return list(partners_with_owner().filter(ref__in=refs).order_by("name", "pk"))


def partner_by_ref(ref: str) -> Partner | None:
    return Partner.objects.select_related("owner", "parent", "merged_into").filter(ref=ref).first()


def partner_of_portal(partner_id: UUID) -> Partner | None:
    return Partner.objects.select_related("owner").filter(pk=partner_id).first()


def partners_with_domain(domain: str, *, but: UUID | None = None) -> list[Partner]:
    """Partners that registered the same web domain; mail services' domains match nobody."""
    own = company_domain(domain)
    if not own:
        return []
    others = Partner.objects.filter(domain=own).exclude(status="merged")
    return list((others.exclude(pk=but) if but else others).order_by("name"))


def prospects_in_sight(type: str) -> QuerySet[Prospect]:
    """Those that might become partners of one type: still open, and meant for it."""
    return Prospect.objects.filter(type=type).exclude(status__in=("converted", "declined"))


def access_requests() -> QuerySet[AccessRequest]:
    return AccessRequest.objects.select_related("partner")


def access_request_by_ref(ref: str) -> AccessRequest | None:
    """One that nobody has decided."""
    return access_requests().filter(ref=ref, decided_at=None).first()


def contacts_of(partner: Partner) -> QuerySet[Contact]:
    return Contact.objects.filter(partner=partner).order_by("-is_primary", "name")


def contacts_with_partner() -> QuerySet[Contact]:
    return Contact.objects.select_related("partner").order_by("-created_at")


def contact_by_ref(partner: Partner, ref: str) -> Contact | None:
    return contacts_of(partner).filter(ref=ref).first()


def locations_of(partner: Partner) -> QuerySet[PartnerLocation]:
    return PartnerLocation.objects.filter(partner=partner).order_by("-is_primary", "name", "pk")


def locations_with_partner() -> QuerySet[PartnerLocation]:
    return PartnerLocation.objects.select_related("partner").order_by("-created_at")


def location_by_ref(partner: Partner, ref: str) -> PartnerLocation | None:
    return locations_of(partner).filter(ref=ref).first()


def tags_of(partner: Partner) -> QuerySet[Tag]:
    return Tag.objects.filter(tagged__partner=partner).order_by("key")


def tags_for_list() -> QuerySet[Tag]:
    """The vendor's tags with how many partners have each."""
    return Tag.objects.annotate(partners=Count("tagged"))


def tag_by_ref(ref: str) -> Tag | None:
    return tags_for_list().filter(ref=ref).first()


def tag_choices() -> list[tuple[str, str]]:
    return list(Tag.objects.order_by("key").values_list("ref", "name")[:500])


def with_tag_names(rows: QuerySet[Partner]) -> QuerySet[Partner]:
    names = PartnerTag.objects.filter(partner=OuterRef("pk")).order_by("tag__key").values("tag__name")
    return rows.annotate(tag_names=ArraySubquery(names))


def with_any_tag(rows: QuerySet[Partner], refs: list[str]) -> QuerySet[Partner]:
    return rows.filter(Exists(PartnerTag.objects.filter(partner=OuterRef("pk"), tag__ref__in=refs)))


def merges_for_list() -> QuerySet[PartnerMerge]:
    return PartnerMerge.objects.select_related("survivor", "duplicate")


def merge_by_ref(ref: str) -> PartnerMerge | None:
    return merges_for_list().filter(ref=ref).first()


def merge_of(duplicate: Partner) -> PartnerMerge | None:
    """The merge that made this record go into another, while it stands."""
    return merges_for_list().filter(duplicate=duplicate, undone_at=None).first()


def handovers_for_list() -> QuerySet[Handover]:
    return Handover.objects.select_related("to_member").annotate(partners=Count("lines"))


def handover_by_ref(ref: str) -> Handover | None:
    return handovers_for_list().filter(ref=ref).first()


def lines_of_handover(handover: Handover) -> list[HandoverLine]:
    """Its partners by name, with who looked after each before."""
    return list(handover.lines.select_related("partner", "from_member").order_by("partner__name", "pk"))


def first_contacts(partner_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Whom to call first at each partner, with the number or the address."""
    rows = Contact.objects.filter(partner_id__in=list(partner_ids), is_primary=True)
    return {row.partner_id: " ".join(filter(None, (row.name, row.phone or row.email))) for row in rows}


def groups_for_list() -> QuerySet[PartnerGroup]:
    return PartnerGroup.objects.all()


def group_by_ref(ref: str) -> PartnerGroup | None:
    return PartnerGroup.objects.filter(ref=ref).first()


def group_choices() -> list[tuple[str, str]]:
    return list(PartnerGroup.objects.order_by("key").values_list("ref", "name")[:200])


def missing_in_profile(partner: Partner) -> list[Any]:
    """Labels of the profile's fields that are still empty."""
    return [field_label(name) for name in PROFILE_FIELDS if getattr(partner, name) in (None, "", [])]


def field_label(name: str) -> Any:
    """What a field of a partner is called on screens."""
    field: Any = Partner._meta.get_field(name)
    return field.verbose_name


def partner_choices() -> QuerySet[Partner]:
    return Partner.objects.exclude(status__in=CLOSED).order_by("name")


def known_values(field: str) -> list[str]:
    """Values in use of a text column, for the filters of the list."""
    values: Iterable[str] = Partner.objects.exclude(**{field: ""}).values_list(field, flat=True).distinct()
    return sorted(values)[:200]


def matching_name(text: str) -> Q:
    return Q(name__icontains=text) | Q(legal_name__icontains=text) | Q(domain__icontains=text)


def activation_block(partner_id: UUID) -> str | None:
    """Why due diligence forbids activating a partnership of this partner now, or None.

    A partner that was never asked is not held up: whom to ask is the vendor's choice.
    """
    rows = dict(Screening.objects.filter(partner_id=partner_id).order_by("asked_at", "pk").values_list("status", "pk"))
    if not rows or "cleared" in rows:
        return None
    if "answered" in rows:
        raised = RedFlag.objects.filter(screening_id=rows["answered"], status__in=("raised", "upheld")).count()
        if raised:
            return _("Due diligence has red flags that nobody cleared (%(count)d).") % {"count": raised}
        return _("Due diligence was answered and waits for our decision.")
    if "asked" in rows:
        return _("Due diligence waits for the partner's answers.")
    if "expired" in rows:
        return _("Due diligence has expired; ask for it again.")
    return _("Due diligence was refused.")


@dataclass(frozen=True)
class LookAlike:
    """A partner or prospect that is or may be the same organization, and what speaks for it."""

    name: str
    ref: str
    why: str
    is_partner: bool
    row: Any


def partners_like(party: Party, *, but: Partner | None = None) -> list[LookAlike]:
    """Partners that still run and may be this organization, the surest first."""
    rows = Partner.objects.exclude(status__in=CLOSED)
    return _alike(party, rows.exclude(pk=but.pk) if but else rows)


def prospects_like(party: Party, *, but: Prospect | None = None) -> list[LookAlike]:
    """Open prospects that may be this organization, the surest first."""
    rows = Prospect.objects.exclude(status__in=("converted", "declined"))
    return _alike(party, rows.exclude(pk=but.pk) if but else rows)


def party_of(row: Any) -> Party:
    return Party(row.name, row.domain, row.city, row.region, row.country)


def _alike(party: Party, rows: Any) -> list[LookAlike]:
    """Narrowed by domain and by the longest word that tells the name apart, then scored by prm/matching."""
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


class PartnersByName:
    """The partners a file speaks of, read with one query: by web domain, reference or name. Closed ones are nobody."""

    def __init__(self, names: Iterable[str]) -> None:
        asked = {name.lower() for name in names}
        self.ids: set[UUID] = set()
        self._found: dict[str, list[Partner]] = defaultdict(list)
        named = Q(lower_name__in=asked) | Q(domain__in=asked) | Q(ref__in={name.upper() for name in asked})
        for partner in Partner.objects.alias(lower_name=Lower("name")).filter(named).exclude(status__in=CLOSED):
            self.ids.add(partner.pk)
            for name in {partner.name.lower(), partner.domain, partner.ref.lower()} - {""}:
                self._found[name].append(partner)

    def find(self, name: str) -> Partner:
        """Raises ValueError, in words for the file's owner, where there is none or more than one."""
        found = self._found.get(name.lower(), [])
        if not found:
            raise ValueError(_("There is no partner “%(name)s”; import your partners first.") % {"name": name})
        if len(found) > 1:
            raise ValueError(_("Several partners are called “%(name)s”; name the web domain.") % {"name": name})
        return found[0]
