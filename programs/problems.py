"""What is unsound about a version's terms, in words: publication refuses the errors, the editor shows the warnings too."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from programs.benefits import Library
from programs.document.program import ProgramDocument
from programs.document.review import Fault, faults_of, measures_in
from programs.metrics import METRICS
from programs.queries.library import benefit_library
from programs.rules.requirement import NOTHING
from programs.rules.tiering import Problem, find_problems
from programs.terms import Terms, metric_label


def problems_of(document: ProgramDocument, terms: Terms) -> list[Fault]:
    """Errors first."""
    if not document.levels:
        return [Fault(True, _("The program has no levels."))]
    found = [*_of_the_table(document, terms), *faults_of(document), *_not_measured(document)]
    return sorted(found, key=lambda fault: not fault.is_error)


def _of_the_table(document: ProgramDocument, terms: Terms) -> list[Fault]:
    """Levels that say more than their row of the table, or need not meet what those below do, are compared as a whole only."""
    rows = replace(terms, requirements={}) if not document.is_nested else terms
    library = benefit_library()
    names = {level.rank: level.name for level in document.levels}
    found = find_problems(
        list(names),
        rows.requirements,
        rows.benefits,
        percent_keys=library.in_unit("percent"),
        less_is_better=library.in_unit("hours"),
    )
    return [
        Fault(item.is_error, _text(item, names, library))
        for item in found
        if item.code != "gap" or terms.further(item.rank) == NOTHING
    ]


def _text(problem: Problem, names: Mapping[int, str], library: Library) -> str:
    texts = {
        "lower_threshold": _("%(tier)s asks less %(metric)s than the level below it."),
        "gap": _("%(tier)s no longer asks for %(metric)s, which the level below it does."),
        "over_100": _("%(tier)s: %(benefit)s is above 100 %%."),
        "worse_benefit": _("%(tier)s gives less %(benefit)s than the level below it."),
        "lost_benefit": _("%(tier)s no longer gives %(benefit)s, which the level below it does."),
    }
    return texts[problem.code] % {
        "tier": names[problem.rank],
        "metric": metric_label(problem.key),
        "benefit": library.label(problem.key),
    }


def _not_measured(document: ProgramDocument) -> list[Fault]:
    """Metrics nobody registers, and labels their facts do not have."""
    found: list[Fault] = []
    for measure in measures_in(document):
        metric = METRICS.get(measure.metric)
        words = {"metric": metric_label(measure.metric)}
        if metric is None:
            found.append(Fault(False, _("%(metric)s: nobody measures this yet, so it counts as zero.") % words))
            continue
        for match in measure.where:
            if match.label not in metric.facts.labels:
                text = _("%(metric)s cannot be told apart by \u201c%(label)s\u201d, so nothing of it counts.")
                found.append(Fault(False, text % {**words, "label": match.label}))
    return list(dict.fromkeys(found))
