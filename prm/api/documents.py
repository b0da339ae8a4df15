"""Documents written from the registries, so that they cannot say anything else than the program does."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any

from prm.accounts.permissions import REGISTRY as PERMISSIONS
from prm.accounts.roles import ROLES
from prm.lib.lifecycle import REGISTRY as LIFECYCLES
from prm.lib.lifecycle import Lifecycle
from prm.outbox.events import EVENT_TYPES, DomainEvent
from prm.outbox.services import HANDLERS

NOTE = "Written by `make docs` from the registries; do not edit."
SIDES = {"vendor": "Workspace (vendor)", "portal": "Portal (partner)"}
BASE_FIELDS = {item.name for item in fields(DomainEvent)}


def lifecycles() -> str:
    """Every state machine: its diagram, its states, its actions with the right each needs."""
    parts = ["# Lifecycles", NOTE]
    for room, found in _by_room(LIFECYCLES).items():
        parts.append(f"## {room}")
        parts += [_lifecycle(name, lifecycle) for name, lifecycle in found]
    return _document(parts)


def _lifecycle(name: str, lifecycle: Lifecycle) -> str:
    states = [[f"`{state.value}`", state.label, state.tone] for state in lifecycle.states.values()]
    actions = [
        [
            f"`{item.action}`",
            ", ".join(sorted(item.sources)),
            item.target,
            f"`{item.permission}`" if item.permission else "",
            f"`{item.guard.__name__}`" if item.guard else "",
        ]
        for item in lifecycle.transitions.values()
    ]
    return "\n\n".join(
        [
            f"### {name}",
            f"```mermaid\n{lifecycle.mermaid()}\n```",
            _table(["State", "Shown as", "Tone"], states),
            _table(["Action", "From", "To", "Right", "Guard"], actions),
        ]
    )


def events() -> str:
    """Every event with what it tells and who hears it."""
    parts = [
        "# Events",
        NOTE,
        f"Each carries {', '.join(f'`{name}`' for name in sorted(BASE_FIELDS))} besides its own.",
    ]
    for room, found in _by_room(EVENT_TYPES).items():
        parts.append(f"## {room}")
        told = [(name, event) for name, event in found if not event.__subclasses__()]
        rows = [[_event(event), _fields(event), _handlers(name)] for name, event in told]
        parts.append(_table(["Event", "Tells", "Heard by"], rows))
    return _document(parts)


def _event(event: type[DomainEvent]) -> str:
    text = event.__doc__ or ""
    # A dataclass without a docstring of its own gets its signature as one.
    about = "" if text.startswith(f"{event.__name__}(") else text.strip().splitlines()[0]
    return f"**{event.__name__}**" + (f"<br>{about}" if about else "")


def _fields(event: type[DomainEvent]) -> str:
    own = [item for item in fields(event) if item.name not in BASE_FIELDS]
    return "<br>".join(f"`{item.name}: {_type(item.type)}`" for item in own)


def _type(hint: Any) -> str:
    if isinstance(hint, type) and not getattr(hint, "__args__", None):
        return hint.__name__
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", str(hint)).replace("|", "\\|")


def _handlers(name: str) -> str:
    return "<br>".join(sorted(f"`{handler.__module__}.{handler.__qualname__}`" for handler in HANDLERS.get(name, [])))


def permissions() -> str:
    """Roles by permissions, for either side."""
    parts = ["# Permissions", NOTE, "What each role holds by default; a vendor's own roles come on top."]
    for side, granted in PERMISSIONS.items():
        roles: list[Any] = list(ROLES[side])
        parts.append(f"## {SIDES[side]}")
        rows = [
            [f"`{permission}`", *("●" if role.value in holders else "" for role in roles)]
            for permission, holders in sorted(granted.items())
        ]
        parts.append(_table(["Permission", *(str(role.label) for role in roles)], rows))
    return _document(parts)


DOCUMENTS: dict[str, Callable[[], str]] = {
    "lifecycles.md": lifecycles,
    "events.md": events,
    "permissions.md": permissions,
}


def _by_room(registry: dict[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    rooms = defaultdict(list)
    for name in sorted(registry):
        rooms[name.split(".")[0]].append((name, registry[name]))
    return rooms


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _document(parts: Sequence[str]) -> str:
    return "\n\n".join(parts) + "\n"
