"""Simulations of drafts and their lines."""

from datetime import date

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from programs.models import ImpactLetter, Partnership, Program, Simulation, SimulationLine, Tier


def simulation_by_ref(ref: str) -> Simulation | None:
    return Simulation.objects.select_related("program").filter(ref=ref).first()


def simulations_of(program: Program) -> QuerySet[Simulation]:
    """The newest first."""
    return Simulation.objects.filter(program=program).order_by("-requested_at")


def lines_of(simulation: Simulation) -> QuerySet[SimulationLine]:
    """With the names of the levels a line ends at."""
    tiers = Tier.objects.filter(program_id=simulation.program_id)
    names = {
        f"level_{side}": Coalesce(
            Subquery(tiers.filter(rank=OuterRef(f"{side}_rank")).values("name")[:1]), Value(_("No level"))
        )
        for side in ("before", "after")
    }
    return (
        SimulationLine.objects.filter(simulation=simulation).select_related("partner", "partnership").annotate(**names)
    )


def moves_of(simulation: Simulation) -> list[tuple[int, int, int]]:
    """(level under the terms of the time, level under the draft, partnerships), where the two differ."""
    rows = SimulationLine.objects.filter(simulation=simulation).exclude(before_rank=F("after_rank"))
    found = rows.order_by("before_rank", "after_rank").values_list("before_rank", "after_rank")
    return list(found.annotate(count=Count("pk")))


def verdicts_of(simulation: Simulation) -> tuple[dict[str, int], int]:
    """How many lines have each verdict, and how many are close to a threshold."""
    rows = SimulationLine.objects.filter(simulation=simulation)
    counts = dict(rows.order_by("verdict").values_list("verdict").annotate(count=Count("pk")))
    return counts, rows.exclude(close_level="").count()


def letter_of(partnership: Partnership) -> ImpactLetter | None:
    """The newest letter of a partnership."""
    rows = ImpactLetter.objects.filter(partnership=partnership).select_related("version")
    return rows.order_by("-written_on", "-pk").first()


def upcoming_letter(partnership: Partnership, today: date) -> ImpactLetter | None:
    """The letter about terms that are published and do not hold yet."""
    letter = letter_of(partnership)
    return letter if letter and letter.version.valid_from and letter.version.valid_from > today else None
