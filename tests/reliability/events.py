from dataclasses import dataclass

from prm.outbox.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class Counted(DomainEvent):
    """What flows while processes are killed. Known to those processes only; see settings.py."""

    number: int
