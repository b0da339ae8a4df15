"""What happens to people and their keys."""

from dataclasses import dataclass
from uuid import UUID

from prm.outbox.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class MemberInvited(DomainEvent):
    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class MemberJoined(DomainEvent):
    membership_id: UUID
    invitation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class MemberChanged(DomainEvent):
    """A role was given or taken, or a member was let in again."""

    membership_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberDeactivated(DomainEvent):
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class ApiTokenCreated(DomainEvent):
    token_id: UUID
    membership_id: UUID
