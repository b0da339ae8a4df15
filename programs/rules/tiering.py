"""Which tier a partnership's figures reach, and what is missing to the next one.

Pure. In a nested ladder a tier is reached when what it and each tier below it asks holds; where the ladder is not nested
(Atlassian's: a Gold by revenue alone need not meet Silver's share), when what it asks itself holds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from programs.rules.requirement import NOTHING, Check, Joined, Outcome, Requirement, check, checks_in, lacking

VERSION = "2"
Move = Literal["stay", "promote", "propose", "below", "demote"]


@dataclass(frozen=True)
class Level:
    rank: int
    name: str
    requires: Requirement = NOTHING


@dataclass(frozen=True)
class Reach:
    """`reached` is None where no level's requirement holds; `next_level` is the first one above it."""

    reached: Level | None
    next_level: Level | None
    # From the lowest level to the highest.
    outcomes: tuple[tuple[Level, Outcome], ...]
    is_nested: bool = True

    @property
    def checks(self) -> tuple[tuple[Level, Check], ...]:
        """Every comparison that was made, with the level that asks it."""
        return tuple((level, item) for level, outcome in self.outcomes for item in checks_in(outcome))

    @property
    def lacks(self) -> Outcome | None:
        """What still lacks for the next level; None where there is none."""
        return None if self.next_level is None else self.lacks_for(self.next_level.rank)

    def lacks_for(self, rank: int) -> Outcome | None:
        """What lacks for a level; None where it is reached."""
        asked = tuple(
            outcome for level, outcome in self.outcomes if level.rank == rank or (self.is_nested and level.rank < rank)
        )
        return lacking(Joined(asked, len(asked)))


def reach(levels: Iterable[Level], value: Callable[[str], Decimal | None], *, is_nested: bool = True) -> Reach:
    """The highest level whose requirement (nested: with those of all below it) holds. `value` gives a figure by name."""
    ordered = sorted(levels, key=lambda level: level.rank)
    outcomes = tuple((level, check(level.requires, value)) for level in ordered)
    reached: Level | None = None
    for level, outcome in outcomes:
        if outcome.holds:
            reached = level
        elif is_nested:
            break
    rank = reached.rank if reached else None
    above = (level for level in ordered if rank is None or level.rank > rank)
    return Reach(reached, next(above, None), outcomes, is_nested)


def decide_move(
    held_rank: int,
    reached_rank: int,
    *,
    is_review: bool = False,
    needs_approval: bool = False,
    is_exempt: bool = False,
    between: Literal["promote", "nothing"] = "promote",
) -> Move:
    """What follows from a tier reached: promote, propose to a person, stay, note that it is below, or demote.

    A demotion belongs to the review; `between` reviews a tier is promoted to, or nothing happens. One that is exempt (in its
    first program year, or pinned) and below is not even noted.
    """
    if reached_rank > held_rank and (is_review or between == "promote"):
        return "propose" if needs_approval else "promote"
    if reached_rank < held_rank and not is_exempt:
        return "demote" if is_review else "below"
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
    percent_keys: frozenset[str] = frozenset(),
    less_is_better: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Gaps and contradictions between the levels of a table.

    `lower_threshold`: a higher level asks less than a lower one. `gap`: it stops asking for something a lower one asks.
    `over_100`: a percentage above 100. `worse_benefit`, `lost_benefit`: a higher level gives less (warning).
    """
    found: list[Problem] = []
    ordered = sorted(ranks)
    for lower, higher in pairwise(ordered):
        asked_below = {key: value for (rank, key), value in requirements.items() if rank == lower}
        asked = {key: value for (rank, key), value in requirements.items() if rank == higher}
        for metric, threshold in sorted(asked_below.items()):
            if metric not in asked:
                found.append(Problem(True, "gap", higher, metric))
            elif asked[metric] < threshold:
                found.append(Problem(True, "lower_threshold", higher, metric))
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
