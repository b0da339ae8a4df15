"""What this pillar says to the pillars on its right."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from prm.outbox.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ApplicationSaved(DomainEvent):
    """A draft was kept for the first time; the applicant is sent the link to go on with."""

    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationFading(DomainEvent):
    """A draft nobody went on with is deleted at `ends_at`; the applicant is told."""

    application_id: UUID
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(DomainEvent):
    application_id: UUID
    program_id: UUID
    is_resubmission: bool = False


@dataclass(frozen=True, kw_only=True)
class ApplicationApproved(DomainEvent):
    """`partner_id` of the base is the new partner."""

    application_id: UUID
    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationReturned(DomainEvent):
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationRejected(DomainEvent):
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(DomainEvent):
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class PartnershipApproved(DomainEvent):
    """A partnership exists and waits for its agreement, whether from an application or by hand."""

    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class PartnershipContracted(DomainEvent):
    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class PartnershipActivated(DomainEvent):
    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class PartnershipEnded(DomainEvent):
    partnership_id: UUID


@dataclass(frozen=True, kw_only=True)
class TierChanged(DomainEvent):
    """Decided at `occurred_at`, in force from `effective_on`; `why` is what the partner is told."""

    partnership_id: UUID
    from_tier_id: UUID | None
    to_tier_id: UUID
    effective_on: date
    reason: str
    why: str


@dataclass(frozen=True, kw_only=True)
class TierPromotionProposed(DomainEvent):
    partnership_id: UUID
    proposal_id: UUID


@dataclass(frozen=True, kw_only=True)
class DemotionProposed(DomainEvent):
    """A review found too little; a person says whether notice is given."""

    partnership_id: UUID
    demotion_id: UUID


@dataclass(frozen=True, kw_only=True)
class DemotionNoticed(DomainEvent):
    """The partner hears that its level falls on `effective_on` unless the figures come back."""

    partnership_id: UUID
    demotion_id: UUID
    effective_on: date


@dataclass(frozen=True, kw_only=True)
class DemotionWithdrawn(DomainEvent):
    """The level is kept; the partner is told where it had notice."""

    partnership_id: UUID
    demotion_id: UUID


@dataclass(frozen=True, kw_only=True)
class DemotionsDue(DomainEvent):
    """Levels that fall in `days` days, to be reminded of."""

    demotion_ids: list[UUID]
    days: int


@dataclass(frozen=True, kw_only=True)
class OnboardingStepCompleted(DomainEvent):
    partnership_id: UUID
    step_id: UUID
    kind: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class OnboardingStepHandedIn(DomainEvent):
    """The partner says it is done; it waits for our check."""

    partnership_id: UUID
    step_id: UUID


@dataclass(frozen=True, kw_only=True)
class OnboardingStepDue(DomainEvent):
    """Level 1: due in days; 2: late; 3: late for more than a week."""

    partnership_id: UUID
    step_id: UUID
    level: int


@dataclass(frozen=True, kw_only=True)
class OnboardingStepReopened(DomainEvent):
    partnership_id: UUID
    step_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProgramVersionPublished(DomainEvent):
    program_id: UUID
    version_id: UUID
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class ImpactLettersWritten(DomainEvent):
    """Those partnerships can read what the version changes for them."""

    version_id: UUID
    partnership_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class EntitlementsEnding(DomainEvent):
    """Their periods end within 30 days and something is left of them."""

    entitlement_ids: list[UUID]
