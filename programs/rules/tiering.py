"""Which tier a partnership's figures reach, and what is missing to the next one.

Pure. A tier is reached when each of its conditions and each of the tiers' below hold (AND).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

VERSION = "1"
Move = Literal["stay", "promote", "propose", "below"]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Condition:
    metric: str
    threshold: Decimal


@dataclass(frozen=True)
class Level:
    rank: int
    name: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Check:
    """One condition of one level against the figure."""

    level: Level
    metric: str
    threshold: Decimal
    figure: Decimal

    @property
    def holds(self) -> bool:
        return self.figure >= self.threshold

    @property
    def missing(self) -> Decimal:
        return max(ZERO, self.threshold - self.figure)


@dataclass(frozen=True)
class Reach:
    """`reached` is None where even the entry level's conditions fail; `next_level` is the first one not reached."""

    reached: Level | None
    next_level: Level | None
    checks: tuple[Check, ...]

    @property
    def missing(self) -> tuple[Check, ...]:
        """What still lacks for the next level, one line a metric: the highest threshold asked up to there."""
        if self.next_level is None:
            return ()
        hardest: dict[str, Check] = {}
        for check in self.checks:
            known = hardest.get(check.metric)
            if check.level.rank <= self.next_level.rank and (known is None or check.threshold > known.threshold):
                hardest[check.metric] = check
        return tuple(check for check in hardest.values() if not check.holds)


def reach(levels: Iterable[Level], figures: Mapping[str, Decimal]) -> Reach:
    """The highest level whose conditions, and those of all below it, hold. A figure nobody measured is zero."""
    ordered = sorted(levels, key=lambda level: level.rank)
    checks = tuple(
        Check(level, condition.metric, condition.threshold, figures.get(condition.metric, ZERO))
        for level in ordered
        for condition in level.conditions
    )
    reached: Level | None = None
    for level in ordered:
        if not all(check.holds for check in checks if check.level == level):
            return Reach(reached, level, checks)
        reached = level
    return Reach(reached, None, checks)


def decide_move(
    held_rank: int, reached_rank: int, top_rank: int, *, protected: bool = False, top_needs_approval: bool = True
) -> Move:
    """What the nightly review does: promote, propose to a person (the top tier), stay, or note that it is below.

    Never a demotion: that belongs to the program-year review. A protected partnership (its first program year) that is
    below is not even noted.
    """
    if reached_rank > held_rank:
        return "propose" if reached_rank == top_rank and top_needs_approval else "promote"
    if reached_rank < held_rank and not protected:
        return "below"
    return "stay"


@dataclass(frozen=True)
class Problem:
    """Something wrong with drafted terms. Errors hold publication up; warnings are told."""

    is_error: bool
    code: str
    rank: int
    key: str


def find_problems(
    ranks: Sequence[int],
    requirements: Mapping[tuple[int, str], Decimal],
    benefits: Mapping[tuple[int, str], Decimal],
    *,
    known_metrics: frozenset[str],
    percent_keys: frozenset[str] = frozenset(),
    less_is_better: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Gaps and contradictions between levels.

    `lower_threshold`: a higher level asks less than a lower one. `gap`: it stops asking for something a lower one asks.
    `same`: it asks nothing more than the one below. `unmeasured`: nobody measures the metric. `over_100`: a percentage
    above 100. `worse_benefit`, `lost_benefit`: a higher level gives less (warning).
    """
    found: list[Problem] = []
    ordered = sorted(ranks)
    for metric in sorted({key for _rank, key in requirements}):
        if metric not in known_metrics:
            found.append(Problem(False, "unmeasured", 0, metric))
    for lower, higher in pairwise(ordered):
        asked_below = {key: value for (rank, key), value in requirements.items() if rank == lower}
        asked = {key: value for (rank, key), value in requirements.items() if rank == higher}
        for metric, threshold in sorted(asked_below.items()):
            if metric not in asked:
                found.append(Problem(True, "gap", higher, metric))
            elif asked[metric] < threshold:
                found.append(Problem(True, "lower_threshold", higher, metric))
        if asked == asked_below:
            found.append(Problem(True, "same", higher, ""))
        for key in sorted({key for _rank, key in benefits}):
            before, after = benefits.get((lower, key)), benefits.get((higher, key))
            if before is not None and after is None:
                found.append(Problem(False, "lost_benefit", higher, key))
            elif (
                before is not None
                and after is not None
                and (after > before if key in less_is_better else after < before)
            ):
                found.append(Problem(False, "worse_benefit", higher, key))
    for (rank, key), value in sorted(benefits.items()):
        if key in percent_keys and value > 100:
            found.append(Problem(True, "over_100", rank, key))
    return found
