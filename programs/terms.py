"""A version's terms as values: read from rows, compared and checked, and put together as a program document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from programs.document.loader import load
from programs.document.program import ProgramDocument, ProgramReader, as_document
from programs.metrics import METRICS
from programs.models import ProgramVersion, Tier
from programs.rules.requirement import Requirement

Cells = dict[tuple[int, str], Decimal]
# What a file says of the program as a whole, beside its levels.
OF_THE_PROGRAM = ("year_starts", "window", "levels", "figures", "review")


@dataclass(frozen=True)
class Terms:
    """(rank, metric) -> threshold and (rank, benefit key) -> value.

    `rules` is what a table cannot hold, as a program file writes it: its own figures, window and reviews, and under
    `requires` by rank what a level needs beside its row of least values.
    """

    requirements: Cells = field(default_factory=dict)
    benefits: Cells = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)

    def differences(self, other: "Terms", part: str) -> dict[str, list[str | None]]:
        """Cell -> [before, after] for the audit log and the editor's struck-through values."""
        old, new = getattr(self, part), getattr(other, part)
        return {
            f"{rank}:{key}": [plain_number(old.get((rank, key))), plain_number(new.get((rank, key)))]
            for rank, key in sorted({*old, *new})
            if old.get((rank, key)) != new.get((rank, key))
        }

    def further(self, rank: int) -> Requirement:
        """What the level needs beside its row of the table."""
        return ProgramReader().requirement(self.rules.get("requires", {}).get(str(rank)))

    def requires(self, rank: int) -> Any:
        """All a level needs, as a file writes it."""
        row = _column(self.requirements, rank)
        further = self.rules.get("requires", {}).get(str(rank))
        if not further:
            return row
        if isinstance(further, dict) and not further.keys() & row.keys():
            return {**row, **further}
        return [row, *(further if isinstance(further, list) else [further])] if row else further

    def gives(self, rank: int) -> dict[str, Decimal]:
        return _column(self.benefits, rank)


def _column(cells: Cells, rank: int) -> dict[str, Decimal]:
    return {key: Decimal(f"{value.normalize():f}") for (own, key), value in sorted(cells.items()) if own == rank}


def terms_of(version: ProgramVersion) -> Terms:
    asked = version.requirements.values_list("tier__rank", "metric", "threshold")
    given = version.benefits.values_list("tier__rank", "key", "value")
    return Terms(
        {(rank, key): value for rank, key, value in asked},
        {(rank, key): value for rank, key, value in given},
        load(version.rules) or {},
    )


def as_file(version: ProgramVersion, tiers: Iterable[Tier], terms: Terms) -> dict[str, Any]:
    """The terms in the form of a program file. Where they say nothing of it, the top level waits for a person."""
    levels = sorted(tiers, key=lambda tier: tier.rank)
    program = version.program
    whole = {"review": {"approve": [tier.name for tier in levels[-1:]]}, **terms.rules}
    return {
        "program": program.name,
        "type": program.type,
        "currency": program.currency,
        **{key: whole[key] for key in OF_THE_PROGRAM if key in whole},
        "tiers": [
            {"name": tier.name, "requires": terms.requires(tier.rank), "gives": terms.gives(tier.rank)}
            for tier in levels
        ],
    }


def document_of(
    version: ProgramVersion, tiers: Iterable[Tier] | None = None, terms: Terms | None = None
) -> ProgramDocument:
    """The version as a document. Raises Invalid where terms to be saved cannot be read."""
    rows = list(version.program.tiers.order_by("rank")) if tiers is None else list(tiers)
    return as_document(as_file(version, rows, terms or terms_of(version)), is_begun=True)


def metric_label(name: str) -> str:
    return str(METRICS[name].label) if name in METRICS else name.replace("_", " ").capitalize()


def plain_number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
