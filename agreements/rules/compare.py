"""Two versions of a text side by side in one: what was struck, what is new, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "old", "new"]
Piece = tuple[Kind, str]
WORDS = re.compile(r"\s+|[^\s]+")


def compare(before: str, after: str) -> list[Piece]:
    """The pieces in order; the "same" and "new" ones make the later text, the "same" and "old" ones the earlier."""
    return list(_joined(_by_line(before.splitlines(keepends=True), after.splitlines(keepends=True))))


def _by_line(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[i1:i2])
        else:
            yield from _by_word(WORDS.findall("".join(old[i1:i2])), WORDS.findall("".join(new[j1:j2])))


def _by_word(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[i1:i2])
        else:
            yield "old", "".join(old[i1:i2])
            yield "new", "".join(new[j1:j2])


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbors of one kind as one piece, empty ones left out."""
    kind: Kind | None = None
    text = ""
    for here, words in pieces:
        if not words:
            continue
        if here != kind and kind is not None:
            yield kind, text
            text = ""
        kind, text = here, text + words
    if kind is not None:
        yield kind, text
