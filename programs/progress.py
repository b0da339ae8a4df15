"""How far a partnership is from its next tier: what 'My program' and the partner page show."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from programs.models import Partnership, ProgramVersion, Tier, TierReview
from programs.queries import version_on
from programs.queries.partnerships import latest_review
from programs.rules.tiering import Reach, reach
from programs.terms import levels_of, metric_label
from programs.wording import counterfactual_text, metric_text


@dataclass(frozen=True)
class Bar:
    """One condition of the next tier as a bar: how much of how much, in words and as numbers."""

    label: str
    value: Decimal
    needed: Decimal
    shown: str
    holds: bool


@dataclass(frozen=True)
class Progress:
    """`tier` is held now; `next_tier` the first whose conditions do not all hold, empty where none is left to meet.

    `above` names the levels over the one held, `asks_nothing` that none of them has a requirement: without both, "no next
    tier" would be read as "at the top".
    """

    version: ProgramVersion
    tier: Tier | None
    next_tier: str
    bars: tuple[Bar, ...]
    missing: str
    reviewed_on: date | None
    is_below: bool
    above: tuple[str, ...]
    asks_nothing: bool


def progress_of(partnership: Partnership, today: date, currency: str) -> Progress | None:
    """From the figures of the last review, so that both sides read the same; None before terms are published."""
    version = version_on(partnership.program_id, today)
    if version is None:
        return None
    version.program = partnership.program
    review = latest_review(partnership)
    levels = levels_of(version)
    figures = {name: Decimal(value) for name, value in (review.figures if review else {}).items()}
    found = _target(levels, figures, partnership.tier)
    held = partnership.tier
    above = [level for level in levels if held is None or level.rank > held.rank]
    checks = [check for check in found.checks if found.next_level and check.level.rank == found.next_level.rank]
    bars = tuple(
        Bar(
            metric_label(check.metric),
            check.figure,
            check.threshold,
            f"{metric_text(check.metric, check.figure, currency)} / {metric_text(check.metric, check.threshold, currency)}",
            check.holds,
        )
        for check in checks
    )
    return Progress(
        version,
        partnership.tier,
        found.next_level.name if found.next_level else "",
        bars,
        counterfactual_text(found, currency) if found.next_level else "",
        review.reviewed_on if review else None,
        _is_below(review, partnership.tier),
        tuple(level.name for level in above),
        not any(level.conditions for level in above),
    )


def _target(levels: Any, figures: dict[str, Decimal], held: Tier | None) -> Reach:
    """The next level above the one held, even where the figures would not reach that one any more."""
    found = reach(levels, figures)
    above = [level for level in levels if held is None or level.rank > held.rank]
    if found.next_level and held and found.next_level.rank <= held.rank:
        return Reach(found.reached, min(above, key=lambda level: level.rank, default=None), found.checks)
    return found


def _is_below(review: TierReview | None, held: Tier | None) -> bool:
    if review is None or held is None:
        return False
    return review.reached_tier is None or review.reached_tier.rank < held.rank
