"""What waits for somebody in the workspace: rooms register detectors, the Today page asks them all.

@waiting("deals.registration", label=_("Registration"), permission=DealPermission.DECIDE)
def registrations(actor, at, limit, mine=False):
    return [QueueItem(...), ...], how_many_in_all
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import QuerySet

from prm.lib.actor import Actor


@dataclass(frozen=True)
class QueueItem:
    """One row of the queue. `subject` is the customer or partner, never the kind; `reason` says what to know about it."""

    subject: str
    reason: Any
    url: str
    icon: str
    amount: Decimal | None = None
    currency: str = ""
    clock: Any = None
    note: Any = ""


@dataclass(frozen=True)
class Suggestion:
    """A next best action: who, what, why (our own part in it named), and one play."""

    key: str
    partner: str
    title: Any
    why: Any
    play: Any
    url: str


@dataclass(frozen=True)
class Figure:
    """One of the five key figures. `value` None is shown as n/a; n stands beside every ratio."""

    label: Any
    value: Any
    unit: Any = ""
    change: str = ""
    direction: str = ""
    good: bool | None = None
    target: Any = ""
    values: Sequence[Any] = ()
    target_value: Any = None
    url: str = ""


Rows = TypeVar("Rows", bound=QuerySet[Any])
Found = tuple[list[QueueItem], int]
Detector = Callable[..., Found]
Suggester = Callable[..., list[Suggestion]]
Measure = Callable[[Actor, datetime], Figure]


@dataclass(frozen=True)
class Registered:
    key: str
    label: Any
    permission: str | None
    function: Any
    order: int = 100


DETECTORS: dict[str, Registered] = {}
SUGGESTERS: dict[str, Registered] = {}
FIGURES: dict[str, Registered] = {}


def waiting(key: str, *, label: Any, permission: str | None) -> Callable[[Detector], Detector]:
    """Registers a detector of things that wait for a decision; it gives at most `limit` rows and the whole count.

    With `mine` it keeps to the partners whose channel manager the actor is.
    """

    def decorate(function: Detector) -> Detector:
        DETECTORS[key] = Registered(key, label, permission, function)
        return function

    return decorate


def suggesting(key: str, *, permission: str | None) -> Callable[[Suggester], Suggester]:
    """Registers a finder of next best actions."""

    def decorate(function: Suggester) -> Suggester:
        SUGGESTERS[key] = Registered(key, "", permission, function)
        return function

    return decorate


def figure(key: str, *, permission: str | None, order: int) -> Callable[[Measure], Measure]:
    """Registers one of the key figures of the Today page."""

    def decorate(function: Measure) -> Measure:
        FIGURES[key] = Registered(key, "", permission, function, order)
        return function

    return decorate


@dataclass(frozen=True)
class Queue:
    rows: list[tuple[Any, QueueItem]]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def kept_to_mine(rows: Rows, actor: Actor, mine: bool, owner: str = "partner__owner") -> Rows:
    """The rows of the actor's own partners, or all of them."""
    return rows.filter(**{owner: actor.membership_id}) if mine else rows


def queue_for(actor: Actor, at: datetime, *, limit: int = 12, kind: str = "", mine: bool = False) -> Queue:
    """What waits for this actor, the least time left first; what has no clock comes last."""
    rows: list[tuple[Any, QueueItem]] = []
    total = 0
    for entry in DETECTORS.values():
        if actor.can(entry.permission) and kind in ("", entry.key):
            found, count = entry.function(actor, at, limit, mine=mine)
            rows += [(entry.label, item) for item in found]
            total += count
    rows.sort(key=lambda pair: _urgency(pair[1], at))
    return Queue(rows[:limit], total)


def _urgency(item: QueueItem, at: datetime) -> tuple[int, float]:
    clock = item.clock
    if clock is None:
        return (2, 0.0)
    if clock.state == "paused":
        return (1, 0.0)
    return (0, (clock.due_at - at).total_seconds())


def suggestions_for(actor: Actor, at: datetime, *, mine: bool = False) -> list[Suggestion]:
    entries = [entry for entry in SUGGESTERS.values() if actor.can(entry.permission)]
    return [item for entry in entries for item in entry.function(actor, at, mine=mine)]


def figures_for(actor: Actor, at: datetime) -> list[Figure]:
    """The first five figures the actor may see, in their order."""
    entries = sorted((e for e in FIGURES.values() if actor.can(e.permission)), key=lambda entry: entry.order)
    return [entry.function(actor, at) for entry in entries[:5]]
