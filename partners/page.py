"""What other rooms add to the partner's page and to the list of partners, by registry, since this room comes first.

    page.register_card("aside", "programs.next_tier", "programs/card_next_tier.html", context, order=20, permission=...)
    page.register_labels(labels)   page.register_stages(stages)   page.register_list(annotate, columns, filters)

A card's context function gets (partner, actor, now) and answers with the template's context, or None for no card.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet

from partners.models import Partner
from prm.lib.actor import Actor

Area = Literal["main", "aside"]
CardContext = Callable[[Partner, Actor, datetime], dict[str, Any] | None]


@dataclass(frozen=True)
class Label:
    """A tag beside the partner's name: a partnership type, a tier."""

    text: Any
    icon: str = ""


@dataclass(frozen=True)
class Stage:
    """One step of the stage strip; `state` is done, now or later, `note` its evidence."""

    label: Any
    state: str
    note: Any = ""


@dataclass(frozen=True)
class Card:
    area: Area
    key: str
    template: str
    context: CardContext
    order: int
    permission: str | None


@dataclass(frozen=True)
class ListExtra:
    annotate: Callable[[QuerySet[Partner]], QuerySet[Partner]]
    columns: Sequence[Any] = ()
    filters: Sequence[Any] = ()


@dataclass
class Registry:
    cards: dict[str, Card] = field(default_factory=dict)
    labels: list[Callable[[Partner], Sequence[Label]]] = field(default_factory=list)
    stages: list[Callable[[Partner, datetime], Sequence[Stage]]] = field(default_factory=list)
    lists: list[ListExtra] = field(default_factory=list)
    programs: Callable[[], Sequence[tuple[str, str]]] = tuple


REGISTRY = Registry()


def register_card(
    area: Area, key: str, template: str, context: CardContext, *, order: int = 100, permission: str | None = None
) -> None:
    """Adds a card to the overview; registering its key again replaces it."""
    REGISTRY.cards[key] = Card(area, key, template, context, order, permission)


def register_labels(labels: Callable[[Partner], Sequence[Label]]) -> None:
    REGISTRY.labels.append(labels)


def register_stages(stages: Callable[[Partner, datetime], Sequence[Stage]]) -> None:
    REGISTRY.stages.append(stages)


def register_list(
    annotate: Callable[[QuerySet[Partner]], QuerySet[Partner]],
    columns: Sequence[Any] = (),
    filters: Sequence[Any] = (),
) -> None:
    """Columns and filters of the partner list, with what the query needs for them."""
    REGISTRY.lists.append(ListExtra(annotate, columns, filters))


def labels_of(partner: Partner) -> list[Label]:
    return [label for function in REGISTRY.labels for label in function(partner)]


def stages_of(partner: Partner, now: datetime) -> list[Stage]:
    return [stage for function in REGISTRY.stages for stage in function(partner, now)]


def cards_of(partner: Partner, actor: Actor, now: datetime, area: Area) -> list[dict[str, Any]]:
    """(template, context) of each card the actor may see and that has something to say, in order."""
    wanted = sorted(REGISTRY.cards.values(), key=lambda card: (card.order, card.key))
    found = []
    for card in wanted:
        if card.area == area and actor.can(card.permission):
            context = card.context(partner, actor, now)
            if context is not None:
                found.append({"template": card.template, "data": context})
    return found


def register_programs(programs: Callable[[], Sequence[tuple[str, str]]]) -> None:
    """Names by ref the programs a prospect can be interested in; this room knows none."""
    REGISTRY.programs = programs


def programs_on_offer() -> list[tuple[str, str]]:
    return list(REGISTRY.programs())
