"""The figures as a file other programs read, and as a table for the person at the terminal."""

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from prm.bench.values import Figure

COLUMNS = tuple(field.name for field in fields(Figure) if field.name != "notes")


def as_plain(figure: Figure) -> dict[str, Any]:
    values = {name: getattr(figure, name) for name in COLUMNS}
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in values.items()}


def write_figures(path: Path, figures: Sequence[Figure]) -> None:
    """The whole list of this run. A run of one bench replaces that one's figure and keeps the others of the last run."""
    known = {item["name"]: item for item in json.loads(path.read_text(encoding="utf-8"))} if path.exists() else {}
    known |= {figure.name: as_plain(figure) for figure in figures}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(known.values()), indent=2) + "\n", encoding="utf-8")


def table_of(figures: Sequence[Figure]) -> str:
    cells = [list(COLUMNS), *([cell(value) for value in as_plain(figure).values()] for figure in figures)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(COLUMNS))]
    lines = [
        "  ".join(
            text.ljust(width) if place in (0, 2) else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    notes = [f"{figure.name}: {note}" for figure in figures for note in figure.notes]
    return "\n".join([*lines, *notes])


def cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
