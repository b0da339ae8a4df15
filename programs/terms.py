"""A version's terms as values: read from rows, compared and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from programs.benefits import BENEFITS
from programs.metrics import METRICS
from programs.models import ProgramVersion, Tier
from programs.rules.tiering import Condition, Level, Problem, find_problems

Cells = dict[tuple[int, str], Decimal]


@dataclass(frozen=True)
class Terms:
    """(rank, metric) -> threshold and (rank, benefit key) -> value."""

    requirements: Cells = field(default_factory=dict)
    benefits: Cells = field(default_factory=dict)

    def differences(self, other: "Terms", part: str) -> dict[str, list[str | None]]:
        """Cell -> [before, after] for the audit log and the editor's struck-through values."""
        old, new = getattr(self, part), getattr(other, part)
        return {
            f"{rank}:{key}": [plain_number(old.get((rank, key))), plain_number(new.get((rank, key)))]
            for rank, key in sorted({*old, *new})
            if old.get((rank, key)) != new.get((rank, key))
        }


@dataclass(frozen=True)
class TermsProblem:
    is_error: bool
    text: str


def terms_of(version: ProgramVersion) -> Terms:
    asked = version.requirements.values_list("tier__rank", "metric", "threshold")
    given = version.benefits.values_list("tier__rank", "key", "value")
    return Terms({(rank, key): value for rank, key, value in asked}, {(rank, key): value for rank, key, value in given})


def levels_of(version: ProgramVersion, tiers: list[Tier] | None = None) -> list[Level]:
    """The version's levels as the tiering rule reads them."""
    rows = list(version.program.tiers.order_by("rank")) if tiers is None else tiers
    terms = terms_of(version)
    return [
        Level(
            tier.rank,
            tier.name,
            tuple(
                Condition(metric, value)
                for (rank, metric), value in sorted(terms.requirements.items())
                if rank == tier.rank
            ),
        )
        for tier in rows
    ]


def metric_label(name: str) -> str:
    return str(METRICS[name].label) if name in METRICS else name.replace("_", " ").capitalize()


def benefit_label(key: str) -> str:
    return str(BENEFITS[key].label) if key in BENEFITS else key.replace("_", " ").capitalize()


def problems_of(version: ProgramVersion) -> list[TermsProblem]:
    """What is unsound, errors first, in words."""
    names = dict(version.program.tiers.values_list("rank", "name"))
    terms = terms_of(version)
    if not names:
        return [TermsProblem(True, _("The program has no levels."))]
    found = find_problems(
        list(names),
        terms.requirements,
        terms.benefits,
        known_metrics=frozenset(METRICS),
        percent_keys=frozenset(key for key, item in BENEFITS.items() if item.unit == "percent"),
        less_is_better=frozenset(key for key, item in BENEFITS.items() if item.unit == "hours"),
    )
    return [
        TermsProblem(item.is_error, _problem_text(item, names)) for item in sorted(found, key=lambda p: not p.is_error)
    ]


def _problem_text(problem: Problem, names: Mapping[int, str]) -> str:
    texts = {
        "unmeasured": _("%(metric)s: nobody measures this yet, so it counts as zero."),
        "lower_threshold": _("%(tier)s asks less %(metric)s than the level below it."),
        "gap": _("%(tier)s no longer asks for %(metric)s, which the level below it does."),
        "same": _("%(tier)s asks nothing more than the level below it."),
        "over_100": _("%(tier)s: %(benefit)s is above 100 %%."),
        "worse_benefit": _("%(tier)s gives less %(benefit)s than the level below it."),
        "lost_benefit": _("%(tier)s no longer gives %(benefit)s, which the level below it does."),
    }
    return texts[problem.code] % {
        "tier": names.get(problem.rank, ""),
        "metric": metric_label(problem.key),
        "benefit": benefit_label(problem.key),
    }


def plain_number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
