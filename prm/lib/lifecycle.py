"""State machines as data. One table drives buttons, the API's allowed actions, 409 messages, tests and diagrams."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from django.utils.translation import gettext as _

from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Refused, WrongState

Tone = Literal["info", "mute", "ok", "warn", "bad"]
# A guard answers with the reason why not, or with None when the condition is met.
Guard = Callable[[Any], str | None]


class HasStatus(Protocol):
    status: str


@dataclass(frozen=True)
class State:
    """A state. Tone: info waits for us, mute waits for them, ok runs, warn act soon, bad ended."""

    value: str
    label: Any
    tone: Tone
    icon: str


@dataclass(frozen=True)
class Transition:
    action: str
    sources: frozenset[str]
    target: str
    permission: str | None
    label: Any
    tone: str = "neutral"
    guard: Guard | None = None


REGISTRY: dict[str, "Lifecycle"] = {}


def lifecycle_of(row: Any) -> "Lifecycle | None":
    """The lifecycle of a row by its name: a PaymentBatch of incentives has `incentives.payment_batch`."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(row).__name__).lower()
    return REGISTRY.get(f"{row._meta.app_label}.{name}") if hasattr(row, "_meta") else None


class Lifecycle:
    """The states and transitions of one kind of row; `row.status` holds the state."""

    def __init__(self, name: str, *, states: list[State], initial: str, transitions: list[Transition]) -> None:
        self.name = name
        self.states: Mapping[str, State] = {state.value: state for state in states}
        self.initial = initial
        self.transitions: Mapping[str, Transition] = {item.action: item for item in transitions}
        unknown = {s for t in transitions for s in (*t.sources, t.target)} | {initial}
        if unknown := unknown - set(self.states):
            raise ValueError(f"{name}: transitions name unknown states {sorted(unknown)}")
        if len(self.transitions) != len(transitions):
            raise ValueError(f"{name}: an action stands twice; give each its own name")
        REGISTRY[name] = self

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in self.states.values()]

    def state(self, row: HasStatus) -> State:
        return self.states[row.status]

    def check(self, row: HasStatus, action: str, actor: Actor) -> Transition:
        """The transition, if it may be made now. Raises Forbidden, WrongState or Refused, in that order."""
        transition = self.transitions[action]
        if not actor.can(transition.permission):
            raise Forbidden(_("You may not do this: %(action)s.") % {"action": transition.label})
        if row.status not in transition.sources:
            raise WrongState(
                _("This is %(state)s, so it cannot be done: %(action)s.")
                % {"state": str(self.states[row.status].label).lower(), "action": transition.label}
            )
        if transition.guard and (reason := transition.guard(row)):
            raise Refused(reason)
        return transition

    def allowed_actions(self, row: HasStatus, actor: Actor) -> tuple[Transition, ...]:
        """What this actor could do to this row now; drives the buttons and the API's `allowed_actions`."""
        return tuple(
            transition
            for transition in self.transitions.values()
            if row.status in transition.sources
            and actor.can(transition.permission)
            and not (transition.guard and transition.guard(row))
        )

    def mermaid(self) -> str:
        """The diagram shown in docs/lifecycles.md."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for item in self.transitions.values():
            lines += [f"    {source} --> {item.target}: {item.action}" for source in sorted(item.sources)]
        return "\n".join(lines)
