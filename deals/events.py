"""What deals tell later pillars."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from prm.outbox.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class RegistrationEvent(DomainEvent):
    registration_id: UUID
    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class RegistrationSubmitted(RegistrationEvent):
    """Handed in, or sent again after a return."""

    is_answer: bool = False


@dataclass(frozen=True, kw_only=True)
class RegistrationCancelled(RegistrationEvent):
    """Taken back by the partner before a decision."""


@dataclass(frozen=True, kw_only=True)
class RegistrationReturned(RegistrationEvent):
    reason: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RegistrationApproved(RegistrationEvent):
    opportunity_id: UUID
    protected_until: date
    # Business days by which a late decision moved the end of the protection; 0 when it came in time.
    days_late: int = 0


@dataclass(frozen=True, kw_only=True)
class RegistrationRejected(RegistrationEvent):
    reason: str
    note: str = ""
    is_duplicate: bool = False


@dataclass(frozen=True, kw_only=True)
class RegistrationReopened(RegistrationEvent):
    """A decision was taken back, or a duplicate is looked at again after the winner's protection ended."""


@dataclass(frozen=True, kw_only=True)
class RegistrationWithdrawn(RegistrationEvent):
    """Given up by the partner after approval; customer and product lines are free."""


@dataclass(frozen=True, kw_only=True)
class RegistrationExpired(RegistrationEvent):
    expired_on: date


@dataclass(frozen=True, kw_only=True)
class RegistrationExtended(RegistrationEvent):
    protected_until: date
    days: int


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested(RegistrationEvent):
    extension_id: UUID
    days: int


@dataclass(frozen=True, kw_only=True)
class ExtensionDeclined(RegistrationEvent):
    extension_id: UUID
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ProtectionEndsSoon(RegistrationEvent):
    days_left: int
    protected_until: date


@dataclass(frozen=True, kw_only=True)
class OpportunityWon(DomainEvent):
    """A deal of a partner was won. One that came by referral says ReferralWon instead, so that no win counts twice."""

    opportunity_id: UUID
    partnership_id: UUID
    registration_id: UUID | None = None
    account_id: UUID | None = None
    amount: Decimal
    currency: str
    won_on: date


@dataclass(frozen=True, kw_only=True)
class OpportunityLost(DomainEvent):
    opportunity_id: UUID
    partnership_id: UUID
    registration_id: UUID | None = None
    referral_id: UUID | None = None
    reason: str
    lost_on: date


@dataclass(frozen=True, kw_only=True)
class ReferralEvent(DomainEvent):
    referral_id: UUID
    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReferralSubmitted(ReferralEvent):
    """Waits for the vendor's first answer."""


@dataclass(frozen=True, kw_only=True)
class ReferralAccepted(ReferralEvent):
    """The vendor follows it up."""


@dataclass(frozen=True, kw_only=True)
class ReferralRejected(ReferralEvent):
    reason: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferralQualified(ReferralEvent):
    """It meets what a qualified referral is."""


@dataclass(frozen=True, kw_only=True)
class ReferralWon(ReferralEvent):
    opportunity_id: UUID
    amount: Decimal
    currency: str
    won_on: date


@dataclass(frozen=True, kw_only=True)
class AccountsImported(DomainEvent):
    """One chunk of a bulk load, named by its range of accounts."""

    created: int
    updated: int
