"""From cells to values: picks the mapped columns, cleans them, and says row by row what does not hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from prm.imports.cleaners import is_blank
from prm.imports.kinds import ImportKind, Row

BETWEEN_REASONS = "; "


@dataclass(frozen=True)
class Prepared:
    """A row that can be loaded, or the reason why not. `position` is its place among the rows handed in."""

    position: int
    values: Row
    error: str = ""


def prepare_rows(kind: ImportKind, mapping: Mapping[str, int], rows: Sequence[Sequence[str]]) -> Iterator[Prepared]:
    """Cleans the rows one by one; all that is wrong with a row is said at once."""
    columns = [(item, mapping.get(item.name)) for item in kind.columns]
    for position, cells in enumerate(rows):
        values: Row = {}
        wrong: list[str] = []
        for item, place in columns:
            text = cells[place] if place is not None and place < len(cells) else ""
            if is_blank(text):
                values[item.name] = item.empty
                if item.required:
                    wrong.append(_("%(field)s is missing") % {"field": item.label})
                continue
            try:
                values[item.name] = item.clean(text)
            except ValueError as error:
                # A value may hold what stands between two reasons; with a hard space it reads the same.
                given = text[:60].replace(BETWEEN_REASONS, ";\u00a0")
                wrong.append(f"{item.label} {error}: {given}")
        yield Prepared(position, values, BETWEEN_REASONS.join(wrong))


def key_of(kind: ImportKind, mapping: Mapping[str, int], cells: Sequence[str]) -> tuple[object, ...]:
    """By what a row is recognized within its file; empty where a part of the key is missing or cannot be read."""
    key = []
    for name in kind.key:
        place = mapping.get(name)
        text = cells[place] if place is not None and place < len(cells) else ""
        if is_blank(text):
            return ()
        try:
            value = kind.field(name).clean(text)
        except ValueError:
            return ()
        key.append(value.casefold() if isinstance(value, str) else value)
    return tuple(key)


def repeated_lines(
    kind: ImportKind, mapping: Mapping[str, int], rows: Iterator[tuple[int, Sequence[str]]]
) -> dict[int, int]:
    """Lines whose key stood in the file before -> the line of the first."""
    first: dict[tuple[object, ...], int] = {}
    repeated: dict[int, int] = {}
    for line, cells in rows if kind.key else ():
        key = key_of(kind, mapping, cells)
        if key and first.setdefault(key, line) != line:
            repeated[line] = first[key]
    return repeated
