"""Which value of a term holds where several sources name one, and in which words that is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

Source = Literal["negotiated", "amendment", "tier", "agreement", "program"]
# What was agreed with this partner first, what everybody gets last. "agreement" is the standard text both have signed.
SOURCES: tuple[Source, ...] = ("negotiated", "amendment", "tier", "agreement", "program")
# What was agreed with this one partner, as opposed to what a level, a text or a program gives to many.
BY_HAND: frozenset[Source] = frozenset({"negotiated", "amendment"})

Value = int | bool | Decimal
Offers = Mapping[Source, Value]


@dataclass(frozen=True)
class Clause:
    """Where a term stands: the heading's id and words, and the paper's number."""

    id: str = ""
    title: str = ""
    agreement: str = ""


@dataclass(frozen=True)
class TermInForce:
    """A term's value on a day, who says so, and the clause that names it."""

    name: str
    value: Value
    source: Source
    clause: Clause = Clause()
    tier: str = ""

    @property
    def days(self) -> int:
        return int(self.value)

    @property
    def is_by_hand(self) -> bool:
        return self.source in BY_HAND

    @property
    def origin(self) -> str:
        """Where the value comes from, as it stands beside it."""
        place = self.clause.title or self.clause.agreement
        match self.source:
            case "negotiated":
                return _("negotiated, %(place)s") % {"place": place}
            case "amendment":
                return _("amended by %(agreement)s, %(place)s") % {"agreement": self.clause.agreement, "place": place}
            case "tier":
                return _("%(tier)s tier") % {"tier": self.tier}
            case "agreement":
                return _("agreement, %(place)s") % {"place": place}
            case _:
                return _("program rules")


def holding(offers: Offers) -> tuple[Source, Value] | None:
    """The source that comes first, with its value; None where nobody says anything."""
    return next(((source, offers[source]) for source in SOURCES if source in offers), None)
