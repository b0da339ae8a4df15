"""The facts of one partnership in memory, as a file gives them: the source of its figures without a database. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from programs.rules.figures import Reading


@dataclass(frozen=True)
class Fact:
    """Something that happened on a day; without one, or with `until`, something that is so.

    What is so counts where it is so on the last day of a window: a certificate from its award until it expires.
    """

    metric: str
    value: Decimal = Decimal(1)
    on: date | None = None
    until: date | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def counts_in(self, reading: Reading) -> bool:
        if self.metric != reading.metric or not all(match.holds(self.labels) for match in reading.where):
            return False
        if self.on is None or self.until is not None:
            last = reading.period.end - timedelta(days=1)
            return (self.on is None or self.on <= last) and (self.until is None or last < self.until)
        return self.on in reading.period


@dataclass(frozen=True)
class Held:
    """A level held from a day (included) until a day (excluded; empty while it lasts)."""

    level: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Facts:
    facts: Sequence[Fact] = ()
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    # In order of time.
    history: Sequence[Held] = ()
    pinned_until: date | None = None
    # The program's levels, the lowest first: whoever holds one holds those below.
    ladder: Sequence[str] = ()

    def given(self, figure: str) -> Decimal | None:
        return self.figures.get(figure)

    def day(self, name: str) -> date | None:
        return self.dates.get(name)

    def labels(self, label: str) -> list[str]:
        return sorted({fact.labels[label] for fact in self.facts if label in fact.labels})

    def held_on(self, day: date) -> str:
        """The level held on a day; empty for none."""
        held = [item for item in self.history if item.since <= day and (item.until is None or day < item.until)]
        return held[-1].level if held else ""

    def held_since(self, level: str) -> date | None:
        enough = list(self.ladder)[self.ladder.index(level) :] if level in self.ladder else [level]
        since: date | None = None
        end: date | None = None
        for item in self.history:
            if item.level not in enough:
                since = None
                continue
            since = item.since if since is None or (end is not None and end < item.since) else since
            end = item.until
        return since if end is None else None

    def read(self, reading: Reading) -> Decimal | None:
        found = [fact for fact in self.facts if fact.counts_in(reading)]
        values = [fact.value for fact in found]
        match reading.how:
            case "sum":
                return sum(values, Decimal(0))
            case "count":
                return Decimal(len(found))
            case "people":
                return Decimal(len({fact.labels["person"] for fact in found if "person" in fact.labels}))
        if not values:
            return None
        match reading.how:
            case "median":
                return median(values)
            case "average":
                return sum(values, Decimal(0)) / len(values)
            case "latest":
                return max(found, key=lambda fact: fact.on or date.max).value
            case _:
                return (max if reading.how == "largest" else min)(values)
