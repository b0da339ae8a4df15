"""What a level needs: comparisons of figures, joined by AND, OR and "so many of". Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Literal

Bound = Literal["at_least", "more_than", "at_most", "less_than"]
BOUNDS: dict[Bound, Callable[[Decimal, Decimal], bool]] = {
    "at_least": ge, "more_than": gt, "at_most": le, "less_than": lt,
}  # fmt: skip


@dataclass(frozen=True)
class Asks:
    """One comparison. A figure that is not known holds none."""

    figure: str
    amount: Decimal
    bound: Bound = "at_least"


@dataclass(frozen=True)
class Group:
    """Holds where at least `needed` of its parts do: all of them is AND, one is OR."""

    parts: tuple["Requirement", ...]
    needed: int

    @property
    def is_all(self) -> bool:
        return self.needed == len(self.parts)


Requirement = Asks | Group
NOTHING = Group((), 0)


def all_of(*parts: Requirement) -> Requirement:
    """AND; one part stands for itself."""
    return parts[0] if len(parts) == 1 else Group(parts, len(parts))


def any_of(*parts: Requirement) -> Requirement:
    return parts[0] if len(parts) == 1 else Group(parts, 1)


@dataclass(frozen=True)
class Check:
    """A comparison and the figure it met."""

    asks: Asks
    figure: Decimal | None

    @property
    def holds(self) -> bool:
        return self.figure is not None and BOUNDS[self.asks.bound](self.figure, self.asks.amount)

    @property
    def missing(self) -> Decimal:
        """How much more would do; zero where it holds, or where less is asked and not more."""
        if self.holds or self.asks.bound in ("at_most", "less_than"):
            return Decimal(0)
        return self.asks.amount - (self.figure or Decimal(0))


@dataclass(frozen=True)
class Joined:
    """A group and how its parts came out."""

    parts: tuple["Outcome", ...]
    needed: int

    @property
    def holds(self) -> bool:
        return sum(part.holds for part in self.parts) >= self.needed


Outcome = Check | Joined


def check(requirement: Requirement, value: Callable[[str], Decimal | None]) -> Outcome:
    """Every comparison is made, also those that no longer matter: a decision shows them all."""
    if isinstance(requirement, Asks):
        return Check(requirement, value(requirement.figure))
    return Joined(tuple(check(part, value) for part in requirement.parts), requirement.needed)


def checks_in(outcome: Outcome) -> Iterator[Check]:
    """Its comparisons from left to right."""
    if isinstance(outcome, Check):
        yield outcome
    else:
        for part in outcome.parts:
            yield from checks_in(part)


def asks_in(requirement: Requirement) -> Iterator[Asks]:
    if isinstance(requirement, Asks):
        yield requirement
    else:
        for part in requirement.parts:
            yield from asks_in(part)


def lacking(outcome: Outcome) -> Outcome | None:
    """What still has to come true, and of how much of it one may choose; None where it holds.

    Of an AND with another inside, one list; of two thresholds for one figure, the harder one.
    """
    if outcome.holds:
        return None
    if isinstance(outcome, Check):
        return outcome
    missing = [part for part in map(lacking, outcome.parts) if part is not None]
    needed = outcome.needed - (len(outcome.parts) - len(missing))
    if needed == len(missing):
        missing = _hardest([leaf for part in missing for leaf in _flat(part)])
        needed = len(missing)
    return missing[0] if len(missing) == 1 else Joined(tuple(missing), needed)


def _flat(part: Outcome) -> tuple[Outcome, ...]:
    return part.parts if isinstance(part, Joined) and part.needed == len(part.parts) else (part,)


def _hardest(parts: list[Outcome]) -> list[Outcome]:
    """Without repetition: of several `at_least` of a figure the highest, in the place of the first."""
    kept: dict[object, Outcome] = {}
    for part in parts:
        key: object = part
        if isinstance(part, Check) and part.asks.bound == "at_least":
            key = part.asks.figure
            before = kept.get(key)
            if isinstance(before, Check) and before.asks.amount >= part.asks.amount:
                continue
        kept[key] = part
    return list(kept.values())
