"""The table of terms: levels as columns, requirements and benefits as rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from programs.document.program import ProgramDocument
from programs.figure_wording import figure_sentence
from programs.models import Tier
from programs.queries.library import benefit_library
from programs.rules.requirement import NOTHING
from programs.terms import Terms, metric_label
from programs.wording import Units, metric_text, requirement_text


@dataclass(frozen=True)
class Cell:
    """What stands in a cell; `was` is the value in force where the draft differs; `field` is there while editing."""

    text: str
    was: str = ""
    is_changed: bool = False
    field: Any = None
    # Where it is edited, if that is a page of its own.
    url: str = ""


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
    # What levels ask beside the rows above, in words; None where none does.
    further: TableRow | None = None

    @property
    def changes(self) -> int:
        rows = (*self.requirements, *self.benefits, *self.more_requirements, *self.more_benefits)
        further = self.further.cells if self.further else ()
        return sum(cell.is_changed for cells in (*(row.cells for row in rows), further) for cell in cells)


def terms_table(
    tiers: Sequence[Tier],
    terms: Terms,
    units: Units,
    *,
    against: Terms | None = None,
    form: Any = None,
    conditions_url: Callable[[Tier], str] | None = None,
) -> Table:
    """The table of a version; with `against` its changes are marked, with `form` and `conditions_url` it can be edited."""
    metrics = form.metrics if form else list(dict.fromkeys(key for _rank, key in sorted(terms.requirements)))
    benefits = form.benefits if form else list(dict.fromkeys(key for _rank, key in sorted(terms.benefits)))
    old, library = against or Terms(), benefit_library()

    def text(part: str, key: str, value: Decimal | None) -> str:
        if value is None:
            return ""
        return metric_text(key, value, units) if part == "r" else library.text(key, value)

    def row(part: str, key: str) -> TableRow:
        new_cells, old_cells = (terms.requirements, old.requirements) if part == "r" else (terms.benefits, old.benefits)
        cells = []
        for tier in tiers:
            new, before = new_cells.get((tier.rank, key)), old_cells.get((tier.rank, key))
            is_changed = against is not None and new != before
            was = text(part, key, before) if is_changed else ""
            field = form[f"{part}:{tier.rank}:{key}"] if form else None
            cells.append(Cell(text(part, key, new), was, is_changed, field))
        return TableRow(metric_label(key) if part == "r" else library.label(key), tuple(cells))

    def used(part: str, key: str) -> bool:
        both = (terms.requirements, old.requirements) if part == "r" else (terms.benefits, old.benefits)
        return any(name == key for cells in both for _rank, name in cells)

    def beside(tier: Tier) -> Cell:
        text, was = _further(terms, tier, units), _further(old, tier, units)
        is_changed = against is not None and text != was
        return Cell(text, was if is_changed else "", is_changed, url=conditions_url(tier) if conditions_url else "")

    further = TableRow(_("Conditions"), tuple(map(beside, tiers)))
    return Table(
        tuple(row("r", key) for key in metrics if used("r", key)),
        tuple(row("b", key) for key in benefits if used("b", key)),
        tuple(row("r", key) for key in metrics if form and not used("r", key)),
        tuple(row("b", key) for key in benefits if form and not used("b", key)),
        further if any(cell.text or cell.was or cell.url for cell in further.cells) else None,
    )


def _further(terms: Terms, tier: Tier, units: Units) -> str:
    requirement = terms.further(tier.rank)
    return "" if requirement == NOTHING else requirement_text(requirement, units)


@dataclass(frozen=True)
class Frame:
    """What holds for all levels: how they are measured and reviewed, and the program's own figures in words."""

    measured: str
    reviews: str
    # Name, label and how it is made.
    figures: tuple[tuple[str, str, str], ...]


def frame_of(document: ProgramDocument, terms: Terms) -> Frame:
    window = str(terms.rules.get("window") or _("last 12 months"))
    nested = _("with what the levels below ask") if document.is_nested else _("each level for itself")
    review = document.review
    approve = _("%(levels)s waits for a person") % {"levels": ", ".join(review.approve)} if review.approve else ""
    return Frame(
        _("all must hold, %(nested)s, measured every night: %(window)s") % {"nested": nested, "window": window},
        approve,
        tuple((name, metric_label(name), figure_sentence(figure)) for name, figure in document.figures.items()),
    )
