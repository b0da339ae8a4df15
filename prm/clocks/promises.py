"""The promises this product knows how to keep time of. Rooms register theirs; a vendor may promise other hours."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

HOURS_A_DAY = Decimal(8)


@dataclass(frozen=True)
class Promise:
    """One kind of answer owed. `hours` are business hours; `side` is who owes it: vendor or partner."""

    key: str
    label: Any
    hours: Decimal
    side: str = "vendor"


PROMISES: dict[str, Promise] = {}


def promise(
    key: str, label: Any, *, days: int | Decimal = 0, hours: int | Decimal = 0, side: str = "vendor"
) -> Promise:
    """Registers a promise of so many business days (of eight hours) and hours; registering it again replaces it."""
    entry = Promise(key, label, Decimal(days) * HOURS_A_DAY + Decimal(hours), side)
    if entry.hours <= 0:
        raise ValueError(f"The promise {key} needs a time.")
    PROMISES[key] = entry
    return entry
