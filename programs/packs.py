"""What the type packs learn from here: who has which partnerships, and what tiers ask for."""

from collections.abc import Iterable
from uuid import UUID

from prm.packs.linter import Design
from prm.packs.sources import designs, partnership_types
from programs.document.loader import load
from programs.document.review import metrics_of
from programs.models import Partnership, Program, ProgramVersion
from programs.terms import Terms, document_of


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
    versions = ProgramVersion.objects.exclude(program__status="retired").select_related("program")
    rows = versions.prefetch_related("program__tiers", "requirements__tier").order_by("program__name", "number")
    found = ((row, metrics_of(document_of(row, row.program.tiers.all(), requirements_of(row)))) for row in rows)
    return [
        Design(row.program.type, f"{row.program.name} {row}", measures=metrics) for row, metrics in found if metrics
    ]


def requirements_of(version: ProgramVersion) -> Terms:
    """From rows that are fetched."""
    asked = {(row.tier.rank, row.metric): row.threshold for row in version.requirements.all()}
    return Terms(asked, rules=load(version.rules) or {})
