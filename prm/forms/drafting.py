"""From what an editor types to questions: names made of words, choices made of lines. Pure."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any

LONGEST_KEY = 40
# Between a question and its answer, in the value of a condition's option.
APART = "="


def key_for(label: str, taken: Collection[str]) -> str:
    """A name for a question, or a value for a choice, that says what it is about and is not taken."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    stem = (words if words[:1].isalpha() else f"q_{words}".rstrip("_"))[: LONGEST_KEY - 4].rstrip("_")
    number, found = 1, stem
    while found in taken:
        number += 1
        found = f"{stem}_{number}"
    return found


def choices_of_lines(text: str, before: Sequence[tuple[str, Any]] = ()) -> tuple[tuple[str, str], ...]:
    """One choice a line. A line that stood there keeps its value; one put right in its place does as well."""
    labels = [line.strip() for line in text.splitlines() if line.strip()]
    known = {str(label): value for value, label in before}
    is_same_length = len(labels) == len(before)
    found: list[tuple[str, str]] = []
    for place, label in enumerate(labels):
        value = known.get(label)
        if value is None and is_same_length and str(before[place][1]) not in labels:
            value = before[place][0]
        if value is None:
            value = key_for(label, {item for item, _label in found} | set(known.values()))
        found.append((value, label))
    return tuple(found)
