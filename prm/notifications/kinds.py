"""The registry of notices: what people may be told, on which side, and whether they may decline it."""

from dataclasses import dataclass
from typing import Any

REGISTRY: dict[str, "NoticeKind"] = {}


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice, declared in an app's notices.py. Mandatory kinds reach people on every channel, always.

    `audience` is "vendor" or "portal". `template` replaces the body of the mail, never its layout.
    """

    key: str
    title: Any
    audience: str
    mandatory: bool = False
    template: str = ""
    mail_by_default: bool = True
    action_label: Any = ""

    def __post_init__(self) -> None:
        if self.audience not in ("vendor", "portal"):
            raise ValueError(f"{self.key}: a notice goes to 'vendor' or 'portal', not {self.audience!r}")
        if self.key in REGISTRY:
            raise ValueError(f"{self.key} is declared twice")
        REGISTRY[self.key] = self


def kinds_for(audience: str) -> list[NoticeKind]:
    """The kinds one side may receive, in the order of their keys, so that those of one room stand together."""
    return sorted((kind for kind in REGISTRY.values() if kind.audience == audience), key=lambda kind: kind.key)
