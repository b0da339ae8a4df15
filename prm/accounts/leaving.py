"""What a member of ours looks after, asked of the rooms that have it: people stand below them. Each says so in a `leaving.py`:

owns("partners", _("Partners"), partners_of)                     an `owner` column, handed on with one statement
owns("partners", _("Partners"), partners_of, hand_on=function)   by a service of its own: (member, to, *, actor, at)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from prm.accounts.models import Membership

Rows = Callable[[Membership], QuerySet[Any]]


@dataclass(frozen=True)
class Owned:
    label: Any
    rows: Rows
    hand_on: Callable[..., object] | None = None


REGISTRY: dict[str, Owned] = {}


def owns(key: str, label: Any, rows: Rows, hand_on: Callable[..., object] | None = None) -> None:
    REGISTRY[key] = Owned(label, rows, hand_on)


def owned_by(member: Membership) -> list[tuple[str, Any, int]]:
    """Key, label and count of everything the member looks after; what is none is left out."""
    found = [(key, item.label, item.rows(member).count()) for key, item in REGISTRY.items()]
    return [(key, label, count) for key, label, count in found if count]
