"""The qualification scorecard: weighted criteria, a proposal from the answers, and what the total recommends.

Pure: values in, values out. Enthusiasm is asked and shown, and weighs nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.enums import Recommendation

VERSION = "1"
BEST = 5


@dataclass(frozen=True)
class Criterion:
    key: str
    label: Any
    weight: int


CRITERIA = (
    Criterion("segments", gettext_lazy("Customer segments in common"), 30),
    Criterion("capability", gettext_lazy("People for a product this complex"), 30),
    Criterion("relationships", gettext_lazy("Existing vendor relationships"), 20),
    Criterion("finances", gettext_lazy("Financial health"), 20),
    Criterion("enthusiasm", gettext_lazy("Enthusiasm"), 0),
)

# The answer to "which vendors do you work with today" -> what it scores.
RELATIONSHIPS = {"none": 5, "complementary": 4, "overlapping": 2, "exclusive_competitor": 0}
FINANCES = {"profitable_years": 5, "profitable": 4, "break_even": 3, "investing": 2, "undisclosed": 1}


@dataclass(frozen=True)
class Profile:
    """What the applicant said."""

    segments: frozenset[str] = frozenset()
    technical_people: int = 0
    sales_people: int = 0
    relationships: str = ""
    finances: str = ""
    motivation: str = ""


@dataclass(frozen=True)
class Ideal:
    """What the program looks for."""

    segments: frozenset[str] = frozenset()
    technical_people: int = 0
    sales_people: int = 0


@dataclass(frozen=True)
class Proposal:
    criterion: Criterion
    score: int
    because: str


@dataclass(frozen=True)
class Thresholds:
    qualify_at: int = 60
    hold_at: int = 40


@dataclass(frozen=True)
class Verdict:
    total: int
    recommendation: Recommendation
    missing_points: int
    contributions: Mapping[str, Decimal] = field(default_factory=dict)


def propose(profile: Profile, ideal: Ideal) -> tuple[Proposal, ...]:
    """One proposal per criterion, each with its reason in words."""
    rules = {
        "segments": _segments,
        "capability": _capability,
        "relationships": _relationships,
        "finances": _finances,
        "enthusiasm": _enthusiasm,
    }
    return tuple(Proposal(criterion, *rules[criterion.key](profile, ideal)) for criterion in CRITERIA)


def judge(scores: Iterable[tuple[str, int, int]], thresholds: Thresholds) -> Verdict:
    """`(criterion, weight, score of 5)` -> the total of 100, half up, and what it recommends.

    Without any weight the total is 0. `missing_points` is how far the total is from qualifying.
    """
    rows = list(scores)
    weights = sum(weight for _key, weight, _score in rows)
    total = Decimal(0)
    contributions: dict[str, Decimal] = {}
    for key, weight, score in rows:
        share = Decimal(100 * weight * score) / (weights * BEST) if weights else Decimal(0)
        contributions[key] = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if weights:
        exact = Fraction(100 * sum(weight * score for _key, weight, score in rows), weights * BEST)
        total = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    points = int(total)
    if points >= thresholds.qualify_at:
        recommendation = Recommendation.QUALIFY
    elif points >= thresholds.hold_at:
        recommendation = Recommendation.HOLD
    else:
        recommendation = Recommendation.DECLINE
    return Verdict(points, recommendation, max(0, thresholds.qualify_at - points), contributions)


def cheapest_way(scores: Iterable[tuple[str, int, int]], thresholds: Thresholds) -> tuple[str, int] | None:
    """The one criterion that alone would qualify, and the score it needs; None where no single one can."""
    rows = list(scores)
    for key, weight, score in sorted(rows, key=lambda row: -row[1]):
        for better in range(score + 1, BEST + 1):
            changed = [(k, w, better if k == key else s) for k, w, s in rows]
            if weight and judge(changed, thresholds).recommendation == Recommendation.QUALIFY:
                return key, better
    return None


def _segments(profile: Profile, ideal: Ideal) -> tuple[int, str]:
    if not ideal.segments:
        return 3, _("The program names no customer segments yet.")
    common = len(profile.segments & ideal.segments)
    # Three of the wanted segments are as good as all: nobody serves every one.
    score = _share(common, min(3, len(ideal.segments)))
    text = ngettext(
        "Serves %(common)d of the %(wanted)d customer segment we want.",
        "Serves %(common)d of the %(wanted)d customer segments we want.",
        len(ideal.segments),
    )
    return score, text % {"common": common, "wanted": len(ideal.segments)}


def _capability(profile: Profile, ideal: Ideal) -> tuple[int, str]:
    technical = _share(profile.technical_people, ideal.technical_people)
    sales = _share(profile.sales_people, ideal.sales_people)
    text = _("%(technical)d technical and %(sales)d sales people; the product asks for %(want_t)d and %(want_s)d.") % {
        "technical": profile.technical_people,
        "sales": profile.sales_people,
        "want_t": ideal.technical_people,
        "want_s": ideal.sales_people,
    }
    return min(technical, sales), text


def _relationships(profile: Profile, ideal: Ideal) -> tuple[int, str]:
    texts = {
        "none": _("Works with no other vendor in this field."),
        "complementary": _("Works with vendors that complement us."),
        "overlapping": _("Works with vendors that overlap with us: look at the conflict."),
        "exclusive_competitor": _("Is bound to a competitor: a conflict."),
    }
    return RELATIONSHIPS.get(profile.relationships, 1), texts.get(profile.relationships, _("Not said."))


def _finances(profile: Profile, ideal: Ideal) -> tuple[int, str]:
    texts = {
        "profitable_years": _("Profitable for three years or more."),
        "profitable": _("Profitable last year."),
        "break_even": _("Breaks even."),
        "investing": _("Not profitable yet, funded."),
        "undisclosed": _("Would rather not say."),
    }
    return FINANCES.get(profile.finances, 0), texts.get(profile.finances, _("Not said."))


def _enthusiasm(profile: Profile, ideal: Ideal) -> tuple[int, str]:
    if profile.motivation.strip():
        return 3, _("Says why they want to join. It weighs nothing.")
    return 0, _("Does not say why they want to join. It weighs nothing.")


def _share(have: int, wanted: int) -> int:
    """How much of what is wanted is there, in whole points of five, rounded down so that five means all of it."""
    if wanted <= 0:
        return BEST
    return min(BEST, BEST * max(0, have) // wanted)
