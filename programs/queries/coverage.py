"""The coverage board: partners, and who is on the way, by type, country and customer segment."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func, QuerySet, TextField

from partners.queries import prospects_in_sight
from programs.models import Application, CoverageTarget, Partnership
from programs.queries.partnerships import RUNNING
from programs.rules.coverage import Coverage

# Those that said nothing about their customers.
UNSAID = ""
UNDECIDED = ("submitted", "in_review", "returned")


@dataclass(frozen=True)
class Row:
    """One country: its cells by segment, and how many partners and newcomers there are in all, each counted once."""

    country: str
    cells: dict[str, Coverage]
    count: int
    coming: int

    @property
    def missing(self) -> int:
        return sum(cell.missing for cell in self.cells.values())


def coverage_of(type: str) -> list[Row]:
    """Countries with partners, newcomers or targets; the widest gaps first. Seven queries however many rows."""
    there = Partnership.objects.filter(type=type, status__in=("approved", *RUNNING), suspended_at=None)
    asking = Application.objects.filter(type=type, status__in=UNDECIDED)
    sources = (
        (there, "partner__country", "partner__segments", "partner", False),
        (asking, "country", "segments", "pk", True),
        (prospects_in_sight(type), "country", "segments", "pk", True),
    )
    cells: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for rows, country, segments, one, is_coming in sources:
        for place, found in _totals(rows, country, one):
            totals[place][is_coming] += found
        for place, segment, found in _by_segment(rows, country, segments, one):
            cells[place][segment][is_coming] += found
    targets = {(row.country, row.segment): row for row in CoverageTarget.objects.filter(type=type)}
    for place, segment in targets:
        cells[place].setdefault(segment, [0, 0])
    board = []
    for place in {*cells, *totals}:
        row = {}
        for segment, (count, coming) in cells[place].items():
            target = targets.get((place, segment))
            row[segment] = Coverage(count, coming, target.wanted if target else None, target.most if target else None)
        board.append(Row(place, row, *totals[place]))
    return sorted(board, key=lambda row: (-row.missing, -row.count, -row.coming, row.country))


def coverage_at(type: str, country: str, segments: list[str]) -> dict[str, Coverage]:
    """The cells one more partner would stand in; only those the vendor set a target for."""
    targets = CoverageTarget.objects.filter(type=type, country=country, segment__in=segments)
    if not targets:
        return {}
    there = Partnership.objects.filter(
        type=type, status__in=("approved", *RUNNING), suspended_at=None, partner__country=country
    )
    counts = {
        segment: count
        for _place, segment, count in _by_segment(there, "partner__country", "partner__segments", "partner")
    }
    return {row.segment: Coverage(counts.get(row.segment, 0), 0, row.wanted, row.most) for row in targets}


def coverage_targets() -> QuerySet[CoverageTarget]:
    return CoverageTarget.objects.order_by("type", "country", "segment")


def coverage_target(type: str, country: str, segment: str) -> CoverageTarget | None:
    return CoverageTarget.objects.filter(type=type, country=country, segment=segment).first()


def _totals(rows: QuerySet[Any], country: str, one: str) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(country).annotate(found=Count(one, distinct=True))


def _by_segment(rows: QuerySet[Any], country: str, segments: str, one: str) -> list[tuple[str, str, int]]:
    each = Func(F(segments), function="unnest", output_field=TextField())
    named = rows.order_by().annotate(segment=each).values_list(country, "segment")
    silent = rows.order_by().filter(**{f"{segments}__len": 0}).values_list(country)
    return [
        *named.annotate(found=Count(one, distinct=True)),
        *((place, UNSAID, found) for place, found in silent.annotate(found=Count(one, distinct=True))),
    ]
