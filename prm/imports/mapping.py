"""Which column is which field: recognized by heading, never silently guessed from the values."""

import re
from collections.abc import Mapping, Sequence

from anyascii import anyascii
from rapidfuzz.distance import OSA

from prm.imports.kinds import ImportField, ImportKind

ERROR_COLUMN = "error"
# Words that say nothing about which column it is.
FILLERS = frozenset({"the", "of", "no", "nr", "number", "id", "code", "value", "field", "customer", "account"})


def fold_heading(heading: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", anyascii(heading).lower()).split())


def suggest_mapping(header: Sequence[str], kind: ImportKind, known: Mapping[str, str] | None = None) -> dict[str, int]:
    """Field -> column for the headings that are recognized; each column serves one field.

    Same heading first, then the same words, then a slip of one or two letters. `known` maps headings to fields as the
    vendor mapped them last time, which comes before everything.
    """
    headings, items = [fold_heading(heading) for heading in header], kind.columns
    found: dict[str, int] = {}
    for column, heading in enumerate(header):
        name = (known or {}).get(heading)
        if name and name not in found and any(item.name == name for item in items):
            found[name] = column
    for judge in (_is_same, _has_same_words, _is_near):
        for item in items:
            free = [place for place in range(len(headings)) if place not in found.values()]
            place = next((place for name in _names(item) for place in free if judge(headings[place], name)), None)
            if item.name not in found and place is not None:
                found[item.name] = place
    return found


def _names(item: ImportField) -> list[str]:
    return [fold_heading(name) for name in (item.name.replace("_", " "), str(item.label), *item.synonyms)]


def _is_same(heading: str, name: str) -> bool:
    return bool(heading) and heading != ERROR_COLUMN and heading.replace(" ", "") == name.replace(" ", "")


def _has_same_words(heading: str, name: str) -> bool:
    one, two = ({*text.split()} - FILLERS for text in (heading, name))
    return bool(one) and one == two


def _is_near(heading: str, name: str) -> bool:
    allowed = 1 if len(name) < 9 else 2
    return len(name) > 4 and heading != ERROR_COLUMN and OSA.distance(heading, name, score_cutoff=allowed) <= allowed
