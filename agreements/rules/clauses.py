"""Clauses of an agreement: headings with an id, `## Protection {#protection}`, and the terms that stand in each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from agreements.rules.merge import names_in, parse

HEADING = re.compile(r"^(#{1,4})[ \t]+(.*?)(?:[ \t]*\{#([a-z0-9-]+)\})?[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Clause:
    """One part of the text. The part before the first heading with an id has the id ''."""

    id: str
    title: str
    text: str


def clauses_of(text: str) -> list[Clause]:
    """The text cut at its headings with an id; put together again it is the whole."""
    cuts = [match for match in HEADING.finditer(text) if match.group(3)]
    bounds = [match.start() for match in cuts] + [len(text)]
    parts = [Clause("", "", text[: bounds[0]])] if text[: bounds[0]].strip() else []
    for match, end in zip(cuts, bounds[1:], strict=True):
        heading = f"{match.group(1)} {match.group(2)}"
        parts.append(Clause(match.group(3), match.group(2), heading + text[match.end() : end]))
    return parts


def repeated_ids(text: str) -> list[str]:
    ids = [clause.id for clause in clauses_of(text) if clause.id]
    return sorted({name for name in ids if ids.count(name) > 1})


def clause_by_term(text: str, terms: Iterable[str]) -> dict[str, str]:
    """For each term the id of the clause it first stands in; terms the text never names are missing."""
    wanted = set(terms)
    found: dict[str, str] = {}
    for clause in clauses_of(text):
        for name in sorted(names_in(parse(clause.text)[0]) & wanted - set(found)):
            found[name] = clause.id
    return found


@lru_cache(maxsize=256)
def places_of_terms(text: str, terms: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """For each term the text names, the id and the heading of its clause; kept by text, which never changes."""
    titles = {clause.id: clause.title for clause in clauses_of(text)}
    return {name: (where, titles[where]) for name, where in clause_by_term(text, terms).items()}
