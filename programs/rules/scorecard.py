"""The qualification scorecard: weighted criteria, a proposal from the answers, and what the total recommends.

Pure: values in, values out. A program weighs the criteria itself and may add its own, which a person scores; until it
does, its type's usual weights hold. Enthusiasm is asked and shown, and weighs nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.enums import Recommendation

VERSION = "2"
BEST = 5
MANY_OWN = 10
ENTHUSIASM = "enthusiasm"


@dataclass(frozen=True)
class Criterion:
    """`is_own`: the vendor's, which no rule proposes a score for."""

    key: str
    label: Any
    weight: int
    is_own: bool = False


LABELS = {
    "segments": gettext_lazy("Customer segments in common"),
    "capability": gettext_lazy("People for a product this complex"),
    "relationships": gettext_lazy("Existing vendor relationships"),
    "finances": gettext_lazy("Financial health"),
    "stability": gettext_lazy("Organizational stability"),
    "commitment": gettext_lazy("Demonstrated commitment"),
    ENTHUSIASM: gettext_lazy("Enthusiasm"),
}
# What the six kinds of partnership live on: a referrer on whom it knows, an embedder on its engineers and its staying.
WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "resale": {"segments": 25, "capability": 25, "relationships": 15, "finances": 10, "stability": 10, "commitment": 15},
    "technology": {"segments": 20, "capability": 35, "relationships": 15, "finances": 5, "stability": 10, "commitment": 15},
    "referral": {"segments": 60, "relationships": 40},
    "distribution": {"segments": 20, "capability": 15, "relationships": 15, "finances": 25, "stability": 15, "commitment": 10},
    "alliance": {"segments": 25, "capability": 15, "relationships": 20, "finances": 10, "stability": 10, "commitment": 20},
    "oem": {"segments": 10, "capability": 35, "relationships": 10, "finances": 15, "stability": 15, "commitment": 15},
}  # fmt: skip

# The answer to "which vendors do you work with today" -> what it scores.
RELATIONSHIPS = {"none": 5, "complementary": 4, "overlapping": 2, "exclusive_competitor": 0}
FINANCES = {"profitable_years": 5, "profitable": 4, "break_even": 3, "investing": 2, "undisclosed": 1}
STANDING = {"over_10": 5, "3_10": 4, "1_3": 2, "under_1": 1}
# What shows commitment, a point each: three named people, a plan for the first year, money set aside.
COMMITMENTS = {
    "seller": gettext_lazy("a seller"),
    "engineer": gettext_lazy("an engineer"),
    "sponsor": gettext_lazy("a sponsor"),
    "plan": gettext_lazy("a first-year plan"),
    "budget": gettext_lazy("a budget"),
}


@dataclass(frozen=True)
class Profile:
    """What the applicant said."""

    segments: frozenset[str] = frozenset()
    technical_people: int = 0
    sales_people: int = 0
    relationships: str = ""
    finances: str = ""
    motivation: str = ""
    standing: str = ""
    commitments: frozenset[str] = frozenset()
    # Vendors it named that compete with us.
    competitors: tuple[str, ...] = ()


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


def criteria_of(type: str, kept: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """A program's criteria in their order: those that weigh, its own, and enthusiasm, which never does.

    `kept` is what the program set, `{"weights": {key: 0..100}, "own": [{"key", "label", "weight"}]}`, or nothing.
    """
    weights = kept.get("weights") or WEIGHTS[type]
    fixed = tuple(Criterion(key, label, weights[key]) for key, label in LABELS.items() if weights.get(key))
    own = tuple(Criterion(item["key"], item["label"], item["weight"], is_own=True) for item in kept.get("own", ()))
    return (*fixed, *own, Criterion(ENTHUSIASM, LABELS[ENTHUSIASM], 0))


def propose(profile: Profile, ideal: Ideal, criteria: Iterable[Criterion]) -> tuple[Proposal, ...]:
    """One proposal per criterion, each with its reason in words. Nothing speaks for a criterion of the vendor's own."""
    rules = {
        "segments": _segments,
        "capability": _capability,
        "relationships": _relationships,
        "finances": _finances,
        "stability": _stability,
        "commitment": _commitment,
        ENTHUSIASM: _enthusiasm,
    }
    unknown = 0, _("A person scores it, on evidence.")
    return tuple(
        Proposal(criterion, *(unknown if criterion.is_own else rules[criterion.key](profile, ideal)))
        for criterion in criteria
    )


def conflicts_of(profile: Profile) -> tuple[str, ...]:
    """What in its relations to other vendors stands against us, in words."""
    found = [_("Names %(name)s, which competes with us.") % {"name": name} for name in profile.competitors]
    if profile.relationships == "exclusive_competitor":
        found.append(_("Is bound to a competitor."))
    elif profile.relationships == "overlapping":
        found.append(_("Works with vendors that overlap with us."))
    return tuple(found)


def named_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of the names stand in the text as whole words, whatever their case."""
    return tuple(name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))


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
    score, text = RELATIONSHIPS.get(profile.relationships, 1), texts.get(profile.relationships, _("Not said."))
    if not profile.competitors:
        return score, text
    named = _("Names %(names)s: a conflict.") % {"names": ", ".join(profile.competitors)}
    return min(score, RELATIONSHIPS["overlapping"]), f"{text} {named}"


def _finances(profile: Profile, ideal: Ideal) -> tuple[int, str]:
    texts = {
        "profitable_years": _("Profitable for three years or more."),
        "profitable": _("Profitable last year."),
        "break_even": _("Breaks even."),
        "investing": _("Not profitable yet, funded."),
        "undisclosed": _("Would rather not say."),
    }
    return FINANCES.get(profile.finances, 0), texts.get(profile.finances, _("Not said."))


def _stability(profile: Profile, ideal: Ideal) -> tuple[int, str]:
    texts = {
        "over_10": _("In business for more than ten years."),
        "3_10": _("In business for three to ten years."),
        "1_3": _("In business for one to three years."),
        "under_1": _("In business for less than a year."),
    }
    return STANDING.get(profile.standing, 0), texts.get(profile.standing, _("Not said."))


def _commitment(profile: Profile, ideal: Ideal) -> tuple[int, str]:
    named = [str(label) for key, label in COMMITMENTS.items() if key in profile.commitments]
    missing = [str(label) for key, label in COMMITMENTS.items() if key not in profile.commitments]
    if not named:
        return 0, _("Names neither people nor a plan nor a budget.")
    if not missing:
        return BEST, _("Names a seller, an engineer, a sponsor, a first-year plan and a budget.")
    return len(named), _("Names %(named)s; not %(missing)s.") % {
        "named": ", ".join(named),
        "missing": ", ".join(missing),
    }


def _enthusiasm(profile: Profile, ideal: Ideal) -> tuple[int, str]:
    if profile.motivation.strip():
        return 3, _("Says why they want to join. It weighs nothing.")
    return 0, _("Does not say why they want to join. It weighs nothing.")


def _share(have: int, wanted: int) -> int:
    """How much of what is wanted is there, in whole points of five, rounded down so that five means all of it."""
    if wanted <= 0:
        return BEST
    return min(BEST, BEST * max(0, have) // wanted)
