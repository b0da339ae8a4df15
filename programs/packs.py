"""What the type packs learn from here: who has which partnerships, and what tiers ask for."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from prm.packs.linter import Design
from prm.packs.sources import designs, partnership_types
from programs.models import Partnership, Program, TierRequirement


@partnership_types
def types_in_use(partner_id: UUID | None) -> Iterable[str]:
    """A partner's running partnerships; for the vendor those it has and those its programs offer."""
    running = Partnership.objects.exclude(status="ended")
    if partner_id:
        return running.filter(partner_id=partner_id).order_by().values_list("type", flat=True).distinct()
    offered = Program.objects.exclude(status="retired").order_by().values_list("type", flat=True)
    return set(running.order_by().values_list("type", flat=True).distinct()) | set(offered)


@designs
def tier_requirements() -> list[Design]:
    """What each program's present and drafted versions measure."""
    rows = TierRequirement.objects.exclude(version__program__status="retired").values_list(
        "version__program__type", "version__program__name", "version__number", "metric"
    )
    found: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for kind, name, number, metric in rows.order_by("version__program__name", "version__number"):
        found[kind, name, number].add(metric)
    return [
        Design(kind, f"{name} v{number}", measures=frozenset(metrics))
        for (kind, name, number), metrics in found.items()
    ]
