"""The portal's home: rooms register what to do next and the cards that answer a partner's five questions.

@next_steps("programs.onboarding", permission=...)        @card("incentives.money", template="...", order=10, side=True)
def steps(actor, at): return [NextStep(...)]              def money(actor, at): return {"next": ...} or None
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prm.lib.actor import Actor


@dataclass(frozen=True)
class NextStep:
    """One thing to do now: what, why or until when, and the button."""

    title: Any
    text: Any
    play: Any
    url: str
    icon: str
    urgent: bool = False


@dataclass(frozen=True)
class Card:
    key: str
    template: str
    permission: str | None
    order: int
    side: bool
    function: Callable[[Actor, datetime], dict[str, Any] | None]


@dataclass(frozen=True)
class Steps:
    key: str
    permission: str | None
    function: Callable[[Actor, datetime], list[NextStep]]


CARDS: dict[str, Card] = {}
STEPS: dict[str, Steps] = {}


def card(key: str, *, template: str, permission: str | None, order: int, side: bool = False) -> Callable[[Any], Any]:
    """Registers a card. Its function gives the template's values, or None where there is nothing to show."""

    def decorate(function: Any) -> Any:
        CARDS[key] = Card(key, template, permission, order, side, function)
        return function

    return decorate


def next_steps(key: str, *, permission: str | None) -> Callable[[Any], Any]:
    """Registers a finder of things the partner should do now."""

    def decorate(function: Any) -> Any:
        STEPS[key] = Steps(key, permission, function)
        return function

    return decorate


def steps_for(actor: Actor, at: datetime) -> list[NextStep]:
    """What to do now, urgent first."""
    found = [step for entry in STEPS.values() if actor.can(entry.permission) for step in entry.function(actor, at)]
    return sorted(found, key=lambda step: not step.urgent)


def cards_for(actor: Actor, at: datetime) -> tuple[list[tuple[str, dict[str, Any]]], list[tuple[str, dict[str, Any]]]]:
    """(template, values) of the cards with something to show: the main column's and the side's."""
    main: list[tuple[str, dict[str, Any]]] = []
    side: list[tuple[str, dict[str, Any]]] = []
    for entry in sorted(CARDS.values(), key=lambda card: card.order):
        values = entry.function(actor, at) if actor.can(entry.permission) else None
        if values is not None:
            (side if entry.side else main).append((entry.template, values))
    return main, side
