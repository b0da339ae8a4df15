"""What can be imported. Each app declares its kinds in `<app>/imports.py`; the screens and tasks serve them all.

A kind names its fields, how a column is recognized and cleaned, and the bulk service of its app that takes the rows:
`load(rows, actor=..., at=..., batch_id=...) -> ChunkResult`, set-based, recognizing what is there by the kind's key.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from prm.imports.cleaners import clean_text
from prm.lib.actor import Actor
from prm.lib.errors import NotFound

Row = dict[str, Any]


@dataclass(frozen=True)
class ImportField:
    """One thing a row says. `clean` turns its text into a value and raises ValueError with the reason why it cannot.

    An empty cell is `empty` and is not cleaned; a required field refuses it. `synonyms` are other headings for it.
    """

    name: str
    label: Any
    required: bool = False
    synonyms: tuple[str, ...] = ()
    clean: Callable[[str], Any] = clean_text
    empty: Any = ""
    help: Any = ""
    example: str = ""


@dataclass(frozen=True)
class Change:
    """One row of a table that an import made or changed. `before` is None where it was made; plain JSON values."""

    target_id: UUID
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


@dataclass
class ChunkResult:
    """What became of the rows of a chunk. `errors` says by position in the chunk why a row was not taken.

    `changes` lets the batch be undone; a kind that leaves it empty cannot be.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: dict[int, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Undone:
    """How many rows were put back, and how many were kept because someone worked on them since."""

    undone: int = 0
    kept: int = 0


class LoadChunk(Protocol):
    """The bulk service of an app: one door for many rows, with guards, one audit entry and one event a chunk."""

    def __call__(self, rows: list[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult: ...


class UndoChunk(Protocol):
    """Takes a chunk's changes back where the rows are as the import left them."""

    def __call__(self, changes: Sequence[Change], *, actor: Actor, at: datetime, batch_id: UUID) -> Undone: ...


@dataclass(frozen=True)
class ImportKind:
    """`key` names the fields by which a second row of one file is the same as the first; empty means never.

    `own` gives the columns the vendor has made itself, after those everybody has.
    """

    name: str
    label: Any
    fields: tuple[ImportField, ...]
    permission: str
    load: LoadChunk
    undo: UndoChunk | None = None
    key: tuple[str, ...] = ()
    description: Any = ""
    icon: str = "file-import"
    # Where the imported rows can be looked at, as a URL name of the workspace.
    url_name: str = ""
    own: Callable[[], tuple[ImportField, ...]] = tuple

    @property
    def columns(self) -> tuple[ImportField, ...]:
        """All that a file of the present vendor may hold."""
        return (*self.fields, *self.own())

    def field(self, name: str) -> ImportField:
        return next(item for item in self.fields if item.name == name)


REGISTRY: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> ImportKind:
    """Enters a kind. Its name is `<app>.<rows>`."""
    names = [item.name for item in kind.fields]
    if kind.name in REGISTRY or len(set(names)) != len(names) or set(kind.key) - set(names):
        raise ValueError(f"The import kind {kind.name} stands twice, or its fields or key do not hold together.")
    REGISTRY[kind.name] = kind
    return kind


def kind_of(name: str) -> ImportKind:
    """Raises NotFound for a kind that is not there."""
    if name not in REGISTRY:
        raise NotFound(name)
    return REGISTRY[name]


def kinds_for(actor: Actor) -> list[ImportKind]:
    """The kinds this actor may import, by their label."""
    return sorted((kind for kind in REGISTRY.values() if actor.can(kind.permission)), key=lambda kind: str(kind.label))
