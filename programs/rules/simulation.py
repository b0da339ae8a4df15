"""A program's terms run again over months gone by: who would have stood where, what it costs, and where it is close.

Pure. A standing moves once a month, on its first day: up at once (between reviews only where the program promotes then),
down when notice and grace after a review are over and the figures have not come back by then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from prm.money.calendar import Period, add_months
from programs.rules.requirement import Check, Outcome, checks_in
from programs.rules.tiering import Level, Reach

# "Close to a threshold": within five of a hundred of it.
CLOSE = Decimal("0.05")


@dataclass(frozen=True)
class Policy:
    """When tiers move: `wait_days` pass between the review that finds too little and the lower tier; None for never."""

    promotes_between: bool = True
    wait_days: int | None = 150


@dataclass(frozen=True)
class Standing:
    """The rank held (0 for no level), and the day it falls where a review found too little."""

    rank: int = 0
    falls_on: date | None = None


def follow(
    standing: Standing, reached: int, on: date, policy: Policy, *, is_review: bool, is_exempt: bool = False
) -> Standing:
    """The standing after a day on which the figures reach a rank. Every promotion that waits for a person is granted."""
    if reached > standing.rank:
        return Standing(reached) if is_review or policy.promotes_between else Standing(standing.rank)
    if reached == standing.rank or is_exempt or policy.wait_days is None:
        return Standing(standing.rank)
    falls_on = standing.falls_on or (on + timedelta(days=policy.wait_days) if is_review else None)
    return Standing(reached) if falls_on is not None and falls_on <= on else Standing(standing.rank, falls_on)


def month_starts(today: date, months: int) -> list[date]:
    """The first days of the last so many months, the current one last."""
    return [add_months(today, back) for back in range(1 - months, 1)]


def month_of(first: date, today: date) -> Period:
    """The days of the month that begins on `first`, up to today."""
    return Period(first, min(add_months(first, 1), today + timedelta(days=1)))


def cost_of(
    given: Mapping[str, Decimal], revenue: Decimal, percents: frozenset[str], prices: Mapping[str, Decimal]
) -> Decimal:
    """What a level's benefits cost in a month: percentages of its revenue, the others at their price a unit and month."""
    shares = sum((value for key, value in given.items() if key in percents), Decimal(0))
    units = sum((value * prices[key] for key, value in given.items() if key in prices), Decimal(0))
    return (revenue * shares / 100 + units).quantize(Decimal("0.01"))


def verdict_of(
    before: Sequence[int], after: Sequence[int], cost_before: Decimal, cost_after: Decimal
) -> Literal["winner", "loser", "same"]:
    """Better or worse off: by the level at the end, then by months at higher levels, then by what the benefits are worth."""
    old, new = (
        (before[-1] if before else 0, sum(before), cost_before),
        (after[-1] if after else 0, sum(after), cost_after),
    )
    return "same" if old == new else "winner" if new > old else "loser"


@dataclass(frozen=True)
class Close:
    """A figure within five percent of what a level asks: just short of it, or just over."""

    level: str
    figure: str
    asked: Decimal
    is_short: bool


def close_to(found: Reach) -> Close | None:
    """The threshold a partnership all but reaches, else the one that all but fails it; None where neither is close.

    Short: everything else of the next level holds. Over: the level held would be gone with five percent less.
    """
    if found.next_level is not None:
        outcome = _of(found, found.next_level)
        if (check := _decides(outcome)) is not None and check.missing <= check.asks.amount * CLOSE:
            return Close(found.next_level.name, check.asks.figure, check.asks.amount, True)
    if found.reached is not None:
        for check in checks_in(_of(found, found.reached)):
            if _is_barely(check):
                return Close(found.reached.name, check.asks.figure, check.asks.amount, False)
    return None


def _of(found: Reach, level: Level) -> Outcome:
    return next(outcome for own, outcome in found.outcomes if own == level)


def _decides(outcome: Outcome) -> Check | None:
    """The one comparison by which a requirement fails; None where several would have to come true."""
    failing = [check for check in checks_in(outcome) if not check.holds]
    return failing[0] if len(failing) == 1 and failing[0].missing > 0 else None


def _is_barely(check: Check) -> bool:
    is_least = check.asks.bound in ("at_least", "more_than") and check.asks.amount > 0
    return is_least and check.holds and (check.figure or Decimal(0)) < check.asks.amount * (1 + CLOSE)


@dataclass(frozen=True)
class Cliff:
    """What one more unit of a figure is worth at a threshold, in a year: the rise of the benefits there."""

    level: str
    figure: str
    at: Decimal
    worth: Decimal


def cliffs(
    levels: Iterable[Level],
    gives: Mapping[tuple[int, str], Decimal],
    asked: Mapping[int, Decimal],
    figure: str,
    percents: frozenset[str],
    prices: Mapping[str, Decimal],
) -> list[Cliff]:
    """The step of a year's benefits at each threshold of revenue; `asked` is what each rank asks of it."""
    ordered = sorted(levels, key=lambda level: level.rank)
    found = []
    for lower, higher in pairwise(ordered):
        at = asked.get(higher.rank)
        if at is None:
            continue
        own = [
            cost_of(
                {key: value for (rank, key), value in gives.items() if rank == level.rank}, at / 12, percents, prices
            )
            for level in (lower, higher)
        ]
        if own[1] > own[0]:
            found.append(Cliff(higher.name, figure, at, (own[1] - own[0]) * 12))
    return found
