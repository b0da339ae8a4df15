"""A program file looked over: what is unsound, what does not fit its type, and what changed since another one."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from prm.packs.linter import Design, lint
from programs.document.figures import parts_of_figure
from programs.document.program import ProgramDocument
from programs.rules.figures import Measure
from programs.rules.soundness import find_faults
from programs.wording import requirement_text


@dataclass(frozen=True)
class Fault:
    is_error: bool
    text: str


def faults_of(document: ProgramDocument) -> list[Fault]:
    """Errors first."""
    texts = {
        "unreachable": _("%(level)s can never be reached%(why)s."),
        "same": _("%(level)s asks nothing more than the level below it."),
        "needless": _("%(level)s: the alternative by %(figure)s is never the only one, and could go."),
    }
    found = [
        Fault(
            item.code != "needless",
            texts[item.code]
            % {
                "level": item.level.name,
                "figure": item.figure,
                "why": _(": too much and too little %(figure)s is asked at once") % {"figure": item.figure}
                if item.figure
                else "",
            },
        )
        for item in find_faults(document.levels, is_nested=document.is_nested)
    ]
    design = Design(document.type, document.name, measures=metrics_of(document))
    found += [Fault(False, f"{finding.text} {finding.remedy}".strip()) for finding in lint([design])]
    return sorted(found, key=lambda fault: not fault.is_error)


def figures_behind(document: ProgramDocument) -> list[str]:
    """The figures its levels ask for, and after them those they are made of."""
    names = document.asked
    for name in names:
        names += [part for part in parts_of_figure(document.figures.get(name)) if part not in names]
    return list(dict.fromkeys(names))


def measures_in(document: ProgramDocument) -> list[Measure]:
    """What its levels rest on in the end: readings of metrics."""
    figures = (document.figures.get(name, Measure(name)) for name in figures_behind(document))
    return [figure for figure in figures if isinstance(figure, Measure)]


def metrics_of(document: ProgramDocument) -> frozenset[str]:
    return frozenset(measure.metric for measure in measures_in(document))


def differences(before: ProgramDocument, after: ProgramDocument) -> list[str]:
    """One line a place that differs: `- place: value` for what was, `+ place: value` for what is."""
    old, new = dict(_flat("", _plain(before))), dict(_flat("", _plain(after)))
    lines = []
    for place in sorted({*old, *new}):
        if old.get(place) != new.get(place):
            lines += [f"{sign} {place}: {side[place]}" for sign, side in (("-", old), ("+", new)) if place in side]
    return lines


def _plain(document: ProgramDocument) -> dict[str, Any]:
    """Levels by name, so that a level added in between leaves the others where they were."""
    values = asdict(document)
    values["levels"] = ", ".join(level.name for level in document.levels)
    values["requires"] = {level.name: requirement_text(level.requires) for level in document.levels}
    names = {level.rank: level.name for level in document.levels}
    values["gives"] = {f"{names[rank]}.{key}": value for (rank, key), value in document.gives.items()}
    return values


def _flat(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _flat(f"{place}.{key}" if place else str(key), part)
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from _flat(f"{place}[{index}]", part)
    else:
        yield place, str(value)
