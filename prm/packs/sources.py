"""What the packs must learn of later rooms, by registry: who has which types, and what has been set up for them.

A pillar registers in its `packs.py`, which is found by name.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from prm.packs.linter import Design

# partner -> the types of its partnerships; None -> every type the vendor works with.
TypesOf = Callable[[UUID | None], Iterable[str]]
Designs = Callable[[], Iterable[Design]]

TYPE_SOURCES: list[TypesOf] = []
DESIGN_SOURCES: list[Designs] = []


def partnership_types(function: TypesOf) -> TypesOf:
    """Registers who knows the partnership types. Asked within the scope, once for an actor."""
    TYPE_SOURCES.append(function)
    return function


def designs(function: Designs) -> Designs:
    """Registers what a room has set up for types, for the fit linter."""
    DESIGN_SOURCES.append(function)
    return function


def types_of(partner_id: UUID | None) -> frozenset[str]:
    return frozenset(str(kind) for source in TYPE_SOURCES for kind in source(partner_id))


def all_designs() -> list[Design]:
    return [design for source in DESIGN_SOURCES for design in source()]
