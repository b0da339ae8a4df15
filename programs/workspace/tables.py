"""The table of terms: levels as columns, requirements and benefits as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from programs.models import Tier
from programs.terms import Terms, benefit_label, metric_label
from programs.wording import benefit_text, metric_text


@dataclass(frozen=True)
class Cell:
    """What stands in a cell; `was` is the value in force where the draft differs; `field` is there while editing."""

    text: str
    was: str = ""
    is_changed: bool = False
    field: Any = None


@dataclass(frozen=True)
class TableRow:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    requirements: tuple[TableRow, ...]
    benefits: tuple[TableRow, ...]
    # Rows nobody uses yet, offered folded away.
    more_requirements: tuple[TableRow, ...] = ()
    more_benefits: tuple[TableRow, ...] = ()

    @property
    def changes(self) -> int:
        rows = (*self.requirements, *self.benefits, *self.more_requirements, *self.more_benefits)
        return sum(cell.is_changed for row in rows for cell in row.cells)


def terms_table(
    tiers: Sequence[Tier], terms: Terms, currency: str, *, against: Terms | None = None, form: Any = None
) -> Table:
    """The table of a version; with `against` its changes are marked, with `form` its cells can be edited."""
    metrics = form.metrics if form else list(dict.fromkeys(key for _rank, key in sorted(terms.requirements)))
    benefits = form.benefits if form else list(dict.fromkeys(key for _rank, key in sorted(terms.benefits)))
    old = against or Terms()

    def row(part: str, key: str) -> TableRow:
        new_cells, old_cells = (terms.requirements, old.requirements) if part == "r" else (terms.benefits, old.benefits)
        cells = []
        for tier in tiers:
            new, before = new_cells.get((tier.rank, key)), old_cells.get((tier.rank, key))
            is_changed = against is not None and new != before
            was = _text(part, key, before, currency) if is_changed else ""
            field = form[f"{part}:{tier.rank}:{key}"] if form else None
            cells.append(Cell(_text(part, key, new, currency), was, is_changed, field))
        return TableRow(metric_label(key) if part == "r" else benefit_label(key), tuple(cells))

    def used(part: str, key: str) -> bool:
        both = (terms.requirements, old.requirements) if part == "r" else (terms.benefits, old.benefits)
        return any(name == key for cells in both for _rank, name in cells)

    return Table(
        tuple(row("r", key) for key in metrics if used("r", key)),
        tuple(row("b", key) for key in benefits if used("b", key)),
        tuple(row("r", key) for key in metrics if form and not used("r", key)),
        tuple(row("b", key) for key in benefits if form and not used("b", key)),
    )


def _text(part: str, key: str, value: Decimal | None, currency: str) -> str:
    if value is None:
        return ""
    return metric_text(key, value, currency) if part == "r" else benefit_text(key, value)
