"""What is unsound about a ladder of levels, by reasoning about its comparisons and not by trying figures. Pure.

Each requirement is written out as the ways in which it can be met, a way being an interval for each figure it compares.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Literal

from programs.rules.requirement import Asks, Group, Requirement, all_of
from programs.rules.tiering import Level

Code = Literal["unreachable", "same", "needless"]
# A requirement of more ways than this takes is not looked into.
MANY_TRIES = 50_000


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, either of them included or not; None is without an end."""

    low: Decimal | None = None
    has_low: bool = True
    high: Decimal | None = None
    has_high: bool = True

    def within(self, ask: Asks) -> "Interval":
        """The part of it that the comparison allows."""
        if ask.bound in ("at_least", "more_than"):
            includes = ask.bound == "at_least"
            if self.low is None or ask.amount > self.low or (ask.amount == self.low and not includes):
                return Interval(ask.amount, includes, self.high, self.has_high)
            return self
        includes = ask.bound == "at_most"
        if self.high is None or ask.amount < self.high or (ask.amount == self.high and not includes):
            return Interval(self.low, self.has_low, ask.amount, includes)
        return self

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.has_low and self.has_high))


Way = Mapping[str, Interval]


@dataclass(frozen=True)
class Finding:
    """`unreachable`: no figures meet the level. `same`: whoever reaches the level below reaches it as well. `needless`: an
    alternative that is never the only one. `figure` names what it turns on, where that is one."""

    code: Code
    level: Level
    figure: str = ""


def find_faults(levels: Sequence[Level], *, is_nested: bool = True) -> list[Finding]:
    """In order of the levels, the lowest first."""
    found: list[Finding] = []
    below: Requirement | None = None
    for level in sorted(levels, key=lambda item: item.rank):
        whole = all_of(below, level.requires) if is_nested and below is not None else level.requires
        ways = ways_of(whole)
        if ways == []:
            found.append(Finding("unreachable", level, _contradiction(whole)))
        elif below is not None and (lower := ways_of(below)) and all(follows(way, level.requires) for way in lower):
            found.append(Finding("same", level))
        found += [Finding("needless", level, name) for name in needless_in(level.requires)]
        below = whole
    return found


def ways_of(requirement: Requirement) -> list[Way] | None:
    """Each way to meet it; none where there is none; None where telling would take too long."""
    try:
        return _Ways().of(requirement)
    except OverflowError:
        return None


@dataclass
class _Ways:
    """Counts what it does, and gives up with OverflowError: a file can ask for more ways than there are atoms."""

    tried: int = 0

    def of(self, requirement: Requirement) -> list[Way]:
        if isinstance(requirement, Asks):
            return [{requirement.figure: Interval().within(requirement)}]
        if requirement.needed == 1:
            return [way for part in requirement.parts for way in self.of(part)]
        found: list[Way] = []
        for chosen in combinations(requirement.parts, requirement.needed):
            ways: list[Way] = [{}]
            for part in chosen:
                ways = [way for one in ways for other in self.of(part) if (way := self.both(one, other)) is not None]
            found += ways
        return found

    def both(self, one: Way, other: Way) -> Way | None:
        self.tried += 1
        if self.tried > MANY_TRIES:
            raise OverflowError
        met = dict(one)
        for figure, interval in other.items():
            both = met.get(figure, Interval())
            for ask in _bounds(figure, interval):
                both = both.within(ask)
            if both.is_empty:
                return None
            met[figure] = both
        return met


def _bounds(figure: str, interval: Interval) -> Iterator[Asks]:
    if interval.low is not None:
        yield Asks(figure, interval.low, "at_least" if interval.has_low else "more_than")
    if interval.high is not None:
        yield Asks(figure, interval.high, "at_most" if interval.has_high else "less_than")


def follows(way: Way, requirement: Requirement) -> bool:
    """Whether whoever meets it this way meets the requirement too, by its parts taken singly."""
    if isinstance(requirement, Asks):
        interval = way.get(requirement.figure)
        return interval is not None and interval.within(requirement) == interval
    return sum(follows(way, part) for part in requirement.parts) >= requirement.needed


def needless_in(requirement: Requirement) -> Iterator[str]:
    """The figures of alternatives that another one makes needless: of "5 people or 10 people", the 10."""
    if isinstance(requirement, Asks):
        return
    if requirement.needed == 1 and len(requirement.parts) > 1:
        for index, part in enumerate(requirement.parts):
            ways = ways_of(part)
            others = [other for at, other in enumerate(requirement.parts) if at != index]
            if ways and any(all(follows(way, other) for way in ways) for other in others):
                yield ", ".join(sorted({figure for way in ways for figure in way}))
    for part in requirement.parts:
        yield from needless_in(part)


def _contradiction(requirement: Requirement) -> str:
    """The first figure of which too much and too little is asked at once; empty where it is not as plain as that."""
    met: dict[str, Interval] = {}
    for ask in _certain(requirement):
        met[ask.figure] = met.get(ask.figure, Interval()).within(ask)
        if met[ask.figure].is_empty:
            return ask.figure
    return ""


def _certain(requirement: Requirement) -> Iterator[Asks]:
    """The comparisons there is no way around."""
    if isinstance(requirement, Asks):
        yield requirement
    elif isinstance(requirement, Group) and requirement.is_all:
        for part in requirement.parts:
            yield from _certain(part)
