"""Gates before parts of the portal. A room registers one; it answers with what a closed page says, or None.

gates.register(gate)       def gate(actor, namespace): return Closed(title, opened_by=[...], url_name="portal:...") or None
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from prm.lib.actor import Actor


@dataclass(frozen=True)
class Closed:
    """What is closed, the steps that open it, and the page where they stand."""

    title: Any
    opened_by: Sequence[str]
    url_name: str


Gate = Callable[[Actor, str], Closed | None]
_GATES: list[Gate] = []


def register(gate: Gate) -> Gate:
    _GATES.append(gate)
    return gate


def closed_to(actor: Actor, namespaces: Sequence[str]) -> Closed | None:
    """What keeps a portal page closed to somebody of a partner, by the room it belongs to."""
    if actor.audience != "portal" or len(namespaces) < 2 or namespaces[0] != "portal":
        return None
    return next((found for gate in _GATES if (found := gate(actor, namespaces[1]))), None)
