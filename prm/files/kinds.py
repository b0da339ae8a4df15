"""What a file may be, by purpose. A room registers a kind where the default does not fit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

REGISTRY: dict[str, "FileKind"] = {}

IMAGES = frozenset({"png", "jpg", "gif", "webp"})
SHEETS = frozenset({"csv", "xlsx", "ods"})
DOCUMENTS = frozenset({"pdf", "docx", "pptx", "odt", "txt"}) | SHEETS
MEDIA = frozenset({"mp4", "mp3"})
ALL = IMAGES | DOCUMENTS | MEDIA
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """Allowed types, the size limit, and the permission each side needs to open one (none: every member in scope)."""

    key: str
    allowed: frozenset[str] = ALL
    max_bytes: int = 25 * MEGABYTE
    permissions: Mapping[str, str | None] = field(default_factory=dict)


def register(kind: FileKind) -> FileKind:
    if kind.key in REGISTRY:
        raise ValueError(f"{kind.key} is declared twice")
    REGISTRY[kind.key] = kind
    return kind


def kind_of(key: str) -> FileKind:
    """The registered kind, or the default rules under that name."""
    return REGISTRY.get(key) or FileKind(key)
