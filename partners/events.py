"""What this room says to the pillars on its right."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prm.outbox.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PartnerAdded(DomainEvent):
    """`partner_id` of the base is the new partner."""

    source: str


@dataclass(frozen=True, kw_only=True)
class PartnerOwnerChanged(DomainEvent):
    from_member_id: UUID | None
    to_member_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class PartnersHandedOver(DomainEvent):
    """Many partners were given to another channel manager at once; its lines name each and who had it before."""

    handover_id: UUID
    count: int


@dataclass(frozen=True, kw_only=True)
class AccessAsked(DomainEvent):
    """Somebody of the partner asks for access to its portal."""

    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class PartnerStatusChanged(DomainEvent):
    status: str


@dataclass(frozen=True, kw_only=True)
class ProfileCompleted(DomainEvent):
    """The partner has filled in what its profile asks for; journeys complete their profile step."""


@dataclass(frozen=True, kw_only=True)
class PartnersMerged(DomainEvent):
    """Two records became one: `partner_id` of the base goes on, `duplicate_id` is the one that went into it."""

    merge_id: UUID
    duplicate_id: UUID


@dataclass(frozen=True, kw_only=True)
class PartnersUnmerged(DomainEvent):
    """The merge was undone; both go on."""

    merge_id: UUID
    duplicate_id: UUID


@dataclass(frozen=True, kw_only=True)
class PartnersImported(DomainEvent):
    """One chunk of an import was taken."""

    batch_id: UUID
    created: int
    updated: int


@dataclass(frozen=True, kw_only=True)
class ProspectAdded(DomainEvent):
    prospect_id: UUID
    source: str


@dataclass(frozen=True, kw_only=True)
class ProspectAssigned(DomainEvent):
    """A prospect has an owner, or another one. `by_member_id` is who gave it to them."""

    prospect_id: UUID
    to_member_id: UUID
    by_member_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ProspectMoved(DomainEvent):
    prospect_id: UUID
    status: str


@dataclass(frozen=True, kw_only=True)
class ProspectConverted(DomainEvent):
    """`partner_id` of the base is the partner it became, new or there before."""

    prospect_id: UUID
    is_new_partner: bool


@dataclass(frozen=True, kw_only=True)
class ProspectsImported(DomainEvent):
    """One chunk of an import was taken."""

    batch_id: UUID
    created: int
    updated: int


@dataclass(frozen=True, kw_only=True)
class ScreeningAsked(DomainEvent):
    screening_id: UUID


@dataclass(frozen=True, kw_only=True)
class ScreeningAnswered(DomainEvent):
    screening_id: UUID


@dataclass(frozen=True, kw_only=True)
class ScreeningDecided(DomainEvent):
    """Cleared, refused, given back (asked) or expired; partnerships that waited for it go on."""

    screening_id: UUID
    status: str


@dataclass(frozen=True, kw_only=True)
class ScreeningDueAgain(DomainEvent):
    screening_id: UUID
    expires_on: date
