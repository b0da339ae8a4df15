from dataclasses import dataclass
from uuid import UUID

from prm.outbox.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ClockBreached(DomainEvent):
    """A promise was not kept in time. Told once, when the breach is found."""

    clock_id: UUID
    promise: str
    target_type: str
    target_id: UUID
