"""What new terms mean for each partnership: a letter by its own figures, before the terms hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from prm.outbox.services import emit
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from programs.benefits import Library
from programs.document.program import ProgramDocument
from programs.events import ImpactLettersWritten
from programs.models import ImpactLetter, Partnership, ProgramVersion
from programs.queries import RUNNING, vendor_day
from programs.queries.library import benefit_library
from programs.readings import Population
from programs.rules.tiering import Reach
from programs.terms import document_of
from programs.wording import Units, counterfactual_text, lacks_text, units_of


def replaced_by(version: ProgramVersion) -> ProgramVersion | None:
    """The published version whose terms end when this one's begin; None for a program's first."""
    earlier = ProgramVersion.objects.filter(
        program_id=version.program_id, status="published", valid_from__lt=version.valid_from
    )
    return earlier.order_by("-valid_from").first()


def receivers_of(version: ProgramVersion) -> list[UUID]:
    """The partnerships that are told: those under contract."""
    rows = Partnership.objects.filter(program_id=version.program_id, status__in=RUNNING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def write_letters(version_id: UUID, partnership_ids: Sequence[UUID], *, at: datetime) -> int:
    """Writes the letters of one chunk, and none twice. Emits ImpactLettersWritten with those it wrote.

    The figures are of the day it is written; each is asked once for all partnerships of the chunk.
    """
    version = ProgramVersion.objects.select_related("program").get(pk=version_id)
    before = replaced_by(version)
    if before is None:
        return 0
    told = ImpactLetter.objects.filter(version=version, partnership_id__in=partnership_ids).values("partnership_id")
    rows = Partnership.objects.filter(pk__in=partnership_ids).exclude(pk__in=told).select_related("tier")
    letters = Correspondence(before, version, at).letters(list(rows.order_by("pk")))
    ImpactLetter.objects.bulk_create(letters)
    if letters:
        ids = [letter.partnership_id for letter in letters]
        emit(ImpactLettersWritten(version_id=version.pk, partnership_ids=ids), at=at)
    return len(letters)


@dataclass
class Correspondence:
    """Two versions of a program, and the letters about the step between them."""

    before: ProgramVersion
    after: ProgramVersion
    at: datetime

    def letters(self, rows: Sequence[Partnership]) -> list[ImpactLetter]:
        vendor, day = Vendor.objects.get(pk=current_vendor_id()), vendor_day(self.at)
        old, new = document_of(self.before), document_of(self.after)
        old_figures, new_figures = (Population(document, rows, day, vendor.timezone) for document in (old, new))
        library = benefit_library()
        letters = []
        for row in rows:
            was, becomes = old.reach(old_figures.figures_of(row).value), new.reach(new_figures.figures_of(row).value)
            units = units_of(new, vendor.currency)
            letters.append(
                ImpactLetter(
                    partner_id=row.partner_id,
                    partnership=row,
                    version=self.after,
                    written_on=day,
                    held=row.tier.name if row.tier else "",
                    reached_before=was.reached.name if was.reached else "",
                    reached_after=becomes.reached.name if becomes.reached else "",
                    counterfactual=counterfactual_text(becomes, units)[:400],
                    to_keep=self._to_keep(row, becomes, units)[:400],
                    benefits=changed_benefits(old, new, row.tier.rank if row.tier else 0, library),
                )
            )
        return letters

    def _to_keep(self, row: Partnership, found: Reach, units: Units) -> str:
        """What the new terms ask for the level held, where the figures do not reach it."""
        reached = found.reached.rank if found.reached else 0
        if row.tier is None or reached >= row.tier.rank:
            return ""
        lacks = found.lacks_for(row.tier.rank)
        return "" if lacks is None else lacks_text(lacks, units)


def changed_benefits(old: ProgramDocument, new: ProgramDocument, rank: int, library: Library) -> list[list[str]]:
    """[benefit, before, after] for a rank, where the two differ."""
    keys = sorted({key for document in (old, new) for own, key in document.gives if own == rank})
    found = []
    for key in keys:
        was, becomes = old.gives.get((rank, key)), new.gives.get((rank, key))
        if was != becomes:
            found.append([library.label(key), library.text(key, was), library.text(key, becomes)])
    return found
