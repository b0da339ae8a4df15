"""How far a partnership is from its next tier: what 'My program' and the partner page show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from prm.money.calendar import local_date
from prm.tenancy.models import Vendor
from programs.benefits import Library
from programs.document.program import ProgramDocument
from programs.models import Demotion, Partnership, ProgramVersion, Tier, TierReview
from programs.queries import version_on
from programs.queries.library import benefit_library
from programs.queries.partnerships import latest_review
from programs.queries.tiers import open_demotion, pin_of
from programs.rules.requirement import NOTHING, Bound, Check, Outcome
from programs.rules.tiering import Level, Reach
from programs.terms import document_of, metric_label
from programs.wording import Units, counterfactual_text, figure_text, metric_text, units_of


@dataclass(frozen=True)
class Bar:
    """One condition of the next tier as a bar: how much of how much, in words and as numbers."""

    label: str
    value: Decimal
    needed: Decimal
    shown: str
    holds: bool


@dataclass(frozen=True)
class Choice:
    """Conditions of which some are enough."""

    heading: str
    parts: "tuple[Bar | Choice, ...]"
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
    bars: tuple[Bar | Choice, ...]
    missing: str
    reviewed_on: date | None
    is_below: bool
    above: tuple[str, ...]
    asks_nothing: bool
    # What the next level gives beyond the one held, and what falling would take away.
    gains: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    demotion: Demotion | None = None
    pinned_until: date | None = None
    next_review_on: date | None = None


def progress_of(partnership: Partnership, today: date, currency: str) -> Progress | None:
    """From the figures of the last review, so that both sides read the same; None before terms are published."""
    version = version_on(partnership.program_id, today)
    if version is None:
        return None
    version.program = partnership.program
    review = latest_review(partnership)
    document = document_of(version)
    units = units_of(document, currency)
    figures = review.figures if review else {}
    measured = {name: None if value is None else Decimal(value) for name, value in figures.items()}
    held = partnership.tier
    above = [level for level in document.levels if held is None or level.rank > held.rank]
    found = _target(document, measured, held, above)
    library = benefit_library()
    demotion, pin = open_demotion(partnership), pin_of(partnership, today)
    bars = tuple(
        part for level, outcome in found.outcomes if level == found.next_level for part in _parts(outcome, units)
    )
    return Progress(
        version,
        partnership.tier,
        found.next_level.name if found.next_level else "",
        bars,
        counterfactual_text(found, units) if found.next_level else "",
        review.reviewed_on if review else None,
        _is_below(review, partnership.tier),
        tuple(level.name for level in above),
        all(level.requires == NOTHING for level in above),
        gains=_gives_more(
            library, document, held.rank if held else 0, found.next_level.rank if found.next_level else 0
        ),
        loses=_gives_more(library, document, demotion.to_tier.rank, demotion.from_tier.rank) if demotion else (),
        demotion=demotion,
        pinned_until=pin.until if pin else None,
        next_review_on=document.review.next(today, _joined(partnership), document.year_starts),
    )


def _joined(partnership: Partnership) -> date | None:
    if partnership.contracted_at is None:
        return None
    return local_date(partnership.contracted_at, Vendor.objects.get(pk=partnership.vendor_id).timezone)


def _gives_more(library: Library, document: ProgramDocument, lower: int, higher: int) -> tuple[str, ...]:
    """Benefits of the higher rank that the lower one does not give, or gives otherwise, as they are read."""
    given = {key: value for (rank, key), value in document.gives.items() if rank == higher}
    return tuple(
        f"{library.label(key)} {library.text(key, value)}"
        for key, value in sorted(given.items())
        if document.gives.get((lower, key)) != value
    )


def _target(
    document: ProgramDocument, figures: Mapping[str, Decimal | None], held: Tier | None, above: Sequence[Level]
) -> Reach:
    """The next level above the one held, even where the figures would not reach that one any more."""
    found = document.reach(lambda name: figures.get(name, Decimal(0)))
    if found.next_level and held and found.next_level.rank <= held.rank:
        return replace(found, next_level=min(above, key=lambda level: level.rank, default=None))
    return found


def _parts(outcome: Outcome, units: Units) -> tuple[Bar | Choice, ...]:
    """What must all hold, one after the other; what may be chosen among, under a heading."""
    if isinstance(outcome, Check):
        return (_bar(outcome, units),)
    if outcome.needed == len(outcome.parts):
        return tuple(part for item in outcome.parts for part in _parts(item, units))
    choices = tuple(_choice(item, units) for item in outcome.parts)
    heading = _("One of these") if outcome.needed == 1 else _("%(needed)s of these") % {"needed": outcome.needed}
    return (Choice(heading, choices, outcome.holds),)


def _choice(outcome: Outcome, units: Units) -> Bar | Choice:
    """One alternative: a bar, or several that belong together."""
    parts = _parts(outcome, units)
    return parts[0] if len(parts) == 1 else Choice(_("All of these"), parts, outcome.holds)


def _bar(check: Check, units: Units) -> Bar:
    asks = check.asks
    texts: dict[Bound, str] = {
        "at_least": _("%(figure)s / %(amount)s"),
        "more_than": _("%(figure)s, more than %(amount)s"),
        "at_most": _("%(figure)s, at most %(amount)s"),
        "less_than": _("%(figure)s, less than %(amount)s"),
    }
    words = {
        "figure": figure_text(asks.figure, check.figure, units),
        "amount": metric_text(asks.figure, asks.amount, units),
    }
    # A bar of what must not be passed is full where it is kept.
    is_more = asks.bound in ("at_least", "more_than")
    value = (check.figure or Decimal(0)) if is_more else (asks.amount if check.holds else Decimal(0))
    return Bar(metric_label(asks.figure), value, asks.amount, texts[asks.bound] % words, check.holds)


def _is_below(review: TierReview | None, held: Tier | None) -> bool:
    if review is None or held is None:
        return False
    return review.reached_tier is None or review.reached_tier.rank < held.rank
