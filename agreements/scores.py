"""Two commitment scores side by side: how often each side kept what it promised, of how often it came due."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from agreements.queries.commitments import kept_of_due
from agreements.rules.parameters import PARAMETERS
from programs.metrics import METRICS

YEAR = timedelta(days=365)
# From so many points of difference on, one side carries the relationship.
CASE = 15


@dataclass(frozen=True)
class Kind:
    """One kind of promise of one side."""

    term: str
    kept: int
    due: int

    @property
    def label(self) -> Any:
        return kind_label(self.term)

    @property
    def percent(self) -> int:
        return round(100 * self.kept / self.due)


@dataclass
class Score:
    """One side's kept of due. `percent` is None where nothing came due."""

    side: str
    kinds: list[Kind] = field(default_factory=list)

    @property
    def kept(self) -> int:
        return sum(kind.kept for kind in self.kinds)

    @property
    def due(self) -> int:
        return sum(kind.due for kind in self.kinds)

    @property
    def percent(self) -> int | None:
        return round(100 * self.kept / self.due) if self.due else None

    @property
    def tone(self) -> str:
        return "ok" if (self.percent or 0) >= 90 else "warn" if (self.percent or 0) >= 70 else "bad"


def kind_label(term: str) -> Any:
    if term in PARAMETERS:
        return PARAMETERS[term].label
    return METRICS[term].label if term in METRICS else term


def both_sides(today: date, **which: Any) -> dict[str, Any]:
    """The scores of the last four quarters, from one query; `which` narrows the periods, to a partner for instance."""
    since = today - YEAR
    ours, theirs = Score("vendor"), Score("partner")
    for row in kept_of_due(since, **which):
        (ours if row["side"] == "vendor" else theirs).kinds.append(Kind(row["term"], row["kept"], row["due"]))
    return {"ours": ours, "theirs": theirs, "since": since, "gap": gap_in_words(ours, theirs)}


def gap_in_words(ours: Score, theirs: Score) -> str:
    if ours.percent is None or theirs.percent is None:
        return ""
    gap = theirs.percent - ours.percent
    if gap == 0:
        return _("Both sides keep as much of what they promised.")
    words = (
        _("The partner keeps more than the vendor, by %(points)s points.")
        if gap > 0
        else _("The vendor keeps more than the partner, by %(points)s points.")
    ) % {"points": abs(gap)}
    if gap >= CASE:
        return f"{words} {_('From 15 points on this needs somebody to act.')}"
    return words
