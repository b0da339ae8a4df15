"""What this pillar says to the pillars on its right, and to its own handlers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prm.outbox.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class TemplateVersionPublished(DomainEvent):
    """`overtaken` counts the open agreements that still stand on an older version."""

    template_id: UUID
    version_id: UUID
    number: int
    overtaken: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceCampaignStarted(DomainEvent):
    """A version is offered to every partner on an older one; a worker asks them one by one."""

    campaign_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgreementSent(DomainEvent):
    agreement_id: UUID
    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgreementChangesRequested(DomainEvent):
    agreement_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignatureAsked(DomainEvent):
    """The next signer's turn, somebody it was passed on to, or (`again`) a reminder of the vendor's."""

    agreement_id: UUID
    again: bool


@dataclass(frozen=True, kw_only=True)
class AgreementDeclined(DomainEvent):
    """The partner will not sign this text; the reason stands with the agreement."""

    agreement_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class AgreementSignedByPartner(DomainEvent):
    agreement_id: UUID
    signer_name: str


@dataclass(frozen=True, kw_only=True)
class AgreementExecuted(DomainEvent):
    """Both sides have signed. `terms` of the agreement hold from `effective_on`."""

    agreement_id: UUID
    partnership_id: UUID
    effective_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class AgreementReminderDue(DomainEvent):
    """So many days are left to act: to give notice where it renews by itself, else until it ends."""

    agreement_id: UUID
    days: int
    action_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class AgreementRenewed(DomainEvent):
    agreement_id: UUID
    partnership_id: UUID
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class AgreementNoticeGiven(DomainEvent):
    agreement_id: UUID
    by_side: str
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class AgreementExpired(DomainEvent):
    agreement_id: UUID
    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class TermsApprovalAsked(DomainEvent):
    """Terms beyond what one person may grant wait for a second one."""

    approval_id: UUID


@dataclass(frozen=True, kw_only=True)
class TermsApprovalDecided(DomainEvent):
    approval_id: UUID
    is_approved: bool


@dataclass(frozen=True, kw_only=True)
class CommitmentAdded(DomainEvent):
    """One more obligation beside those of the text. Both sides see it; the partner is told."""

    commitment_id: UUID
    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class CommitmentsBroken(DomainEvent):
    """Periods that ended lately with a commitment not kept; each names its consequence (`queries.broken_periods`)."""

    period_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class CommitmentWaived(DomainEvent):
    """The side it was owed to lets it go, with a reason."""

    period_id: UUID
    by_side: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OffboardingOpened(DomainEvent):
    """Something ended; its checklist waits for its owners."""

    offboarding_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgreementTerminated(DomainEvent):
    agreement_id: UUID
    partnership_id: UUID
    ends_on: date
