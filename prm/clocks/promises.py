"""The promises this product knows how to keep time of. Rooms register theirs; a vendor may promise other hours."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def promised_text(hours: Decimal) -> str:
    """Business hours as people say them: days of eight hours, and what is left."""
    days, rest = divmod(hours, HOURS_A_DAY)
    left = f"{rest.normalize():f}"
    day_text = ngettext("%(days)d day", "%(days)d days", int(days)) % {"days": days}
    hour_text = ngettext("%(hours)s hour", "%(hours)s hours", 1 if rest == 1 else 2) % {"hours": left}
    if not days:
        return hour_text
    return _("%(days)s %(hours)s") % {"days": day_text, "hours": hour_text} if rest else day_text
