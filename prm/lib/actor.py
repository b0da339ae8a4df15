"""Who does this now: a person, a token or the system itself."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

ActorKind = Literal["person", "token", "system"]


@dataclass(frozen=True)
class Actor:
    """One acting identity inside one vendor. Services take it and never look at the request."""

    kind: ActorKind
    label: str
    vendor_id: UUID
    audience: str
    membership_id: UUID | None = None
    partner_id: UUID | None = None
    role: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    trusted: bool = False

    def can(self, permission: str | None) -> bool:
        """Whether the actor holds the permission; the system holds them all, and no permission asked is granted."""
        return permission is None or self.trusted or str(permission) in self.permissions

    @classmethod
    def system(cls, vendor_id: UUID, label: str = "PRM") -> "Actor":
        """The system acting by its own rules: nightly jobs, handlers, seeds."""
        return cls(kind="system", label=label, vendor_id=vendor_id, audience="vendor", trusted=True)
