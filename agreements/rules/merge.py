"""The small language of agreement templates: merge fields and conditions, and nothing that could run.

    {{ partner.name }}
    {{#if auto_renew}} ... {{else}} ... {{/if}}

Values are escaped for Markdown, so that a partner called `**x**` or `<script>` reads exactly so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Private-use characters carry the marks of a redline through Markdown; no text may bring its own.
PRIVATE = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a template, at which line."""

    line: int
    message: str


@dataclass
class Field:
    name: str


@dataclass
class Condition:
    name: str
    then: list["Node"] = field(default_factory=list)
    otherwise: list["Node"] = field(default_factory=list)


Node = str | Field | Condition
Show = Callable[[str], str]


def parse(text: str) -> tuple[list[Node], list[Problem]]:
    """The template as a tree, with everything that does not hold."""
    root: list[Node] = []
    problems: list[Problem] = []
    open_conditions: list[tuple[Condition, int, list[Node]]] = []
    target, place = root, 0
    for tag in TAG.finditer(text):
        line = text.count("\n", 0, tag.start()) + 1
        target.append(text[place : tag.start()])
        place = tag.end()
        word = " ".join(tag.group(1).split())
        if word.startswith("#if ") and NAME.fullmatch(word[4:]):
            condition = Condition(word[4:])
            target.append(condition)
            open_conditions.append((condition, line, target))
            target = condition.then
        elif word == "else" and open_conditions and target is open_conditions[-1][0].then:
            target = open_conditions[-1][0].otherwise
        elif word == "/if" and open_conditions:
            target = open_conditions.pop()[2]
        elif NAME.fullmatch(word) and word != "else":
            target.append(Field(word))
        else:
            problems.append(Problem(line, tag.group(0)))
    target.append(text[place:])
    problems += [Problem(line, f"{{{{#if {condition.name}}}}}") for condition, line, _outer in open_conditions]
    return root, problems


def names_in(nodes: list[Node]) -> set[str]:
    """Every field a template names, in conditions too."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Field):
            found.add(node.name)
        elif isinstance(node, Condition):
            found |= {node.name} | names_in(node.then) | names_in(node.otherwise)
    return found


def problems_of(text: str, known: set[str]) -> list[Problem]:
    """Everything that would keep the template from being merged: broken tags and unknown fields, by line."""
    nodes, problems = parse(text)
    for name in sorted(names_in(nodes) - known):
        place = re.search(rf"\{{\{{\s*(#if\s+)?{re.escape(name)}\s*\}}\}}", text)
        problems.append(Problem(text.count("\n", 0, place.start()) + 1 if place else 1, name))
    return sorted(problems, key=lambda problem: (problem.line, problem.message))


def escape(value: str) -> str:
    """One line of plain words for Markdown: every punctuation mark stands for itself."""
    return PUNCTUATION.sub(r"\\\1", PRIVATE.sub("", " ".join(value.split())))


def merge(text: str, values: Mapping[str, object], *, show: Show | None = None) -> str:
    """The template with its values. `show(name)` may write a field itself (a redline); it escapes what it writes.

    Raises KeyError for a field without a value: check problems_of() first.
    """
    return _write(parse(PRIVATE.sub("", text))[0], values, show or (lambda name: escape(str(values[name]))))


def _write(nodes: list[Node], values: Mapping[str, object], show: Show) -> str:
    written = []
    for node in nodes:
        if isinstance(node, str):
            written.append(node)
        elif isinstance(node, Field):
            written.append(show(node.name))
        else:
            written.append(_write(node.then if values[node.name] else node.otherwise, values, show))
    return "".join(written)
