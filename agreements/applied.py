"""The registry of applied values: rooms to the right say what a running object goes by, for the drift report.

applied.register("protection", _("Protection"), "protection_days", "deals:registration-detail", protections)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID


@dataclass(frozen=True)
class Applied:
    """The value one running object goes by. `must` says how it may differ: not at all, or to one side."""

    partnership_id: UUID
    ref: str
    value: int
    must: Literal["equal", "least", "most"] = "equal"

    def drifts_from(self, agreed: int) -> bool:
        if self.must == "least":
            return self.value < agreed
        return self.value > agreed if self.must == "most" else self.value != agreed


@dataclass(frozen=True)
class Kind:
    """One kind of running object, the term it goes by, and the page of one."""

    key: str
    label: Any
    term: str
    url_name: str
    reader: Callable[[datetime], Iterable[Applied]]


KINDS: dict[str, Kind] = {}


def register(key: str, label: Any, term: str, url_name: str, reader: Callable[[datetime], Iterable[Applied]]) -> None:
    """Enters a kind of running object; registering it again replaces it."""
    KINDS[key] = Kind(key, label, term, url_name, reader)
