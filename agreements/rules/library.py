"""Inserting clauses of the library into a template: `{{> liability}}` stands for the clause with that key."""

import re
from collections.abc import Mapping

REFERENCE = re.compile(r"\{\{>\s*([a-z0-9][a-z0-9_-]*)\s*\}\}")


def keys_in(source: str) -> set[str]:
    return set(REFERENCE.findall(source))


def clause_text(key: str, title: str, body: str) -> str:
    """A clause as it stands in a text: its heading, with the key as its id, and its words."""
    return f"## {title} {{#{key}}}\n\n{body.strip()}"


def expand(source: str, clauses: Mapping[str, str]) -> str:
    """The text with its clauses in their places. What is no clause stays, and is a problem when it is published."""
    return REFERENCE.sub(lambda found: clauses.get(found.group(1), found.group(0)), source)


def without_known(source: str, expanded: str) -> str:
    """The source with its known clauses left out, line for line: what is wrong in it keeps its line."""
    return REFERENCE.sub(lambda found: found.group(0) if found.group(0) in expanded else "", source)
