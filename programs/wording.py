"""Figures, conditions and shortfalls in words: for decision records, mails and screens alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prm.lib.numbers import number_text
from programs.document.program import ProgramDocument
from programs.metrics import METRICS
from programs.rules.figures import Extreme, Figure, Measure, Share, Tenure, Total
from programs.rules.requirement import Asks, Bound, Check, Outcome, Requirement
from programs.rules.tiering import Level, Reach
from programs.terms import metric_label, plain_number


@dataclass(frozen=True)
class Units:
    """In what a program's figures are counted: its money, and for its own figures what they are made of."""

    currency: str
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """money, percent, months, or a number of something."""
        figure = self.figures.get(name, Measure(name))
        match figure:
            case Measure():
                plain = METRICS[figure.metric].unit if figure.metric in METRICS else "count"
                return "count" if figure.how in ("count", "people") else plain
            case Share():
                return "percent"
            case Tenure():
                return "months"
            case Extreme():
                return self.of(figure.figure)
            case Total():
                kinds = {self.of(term.figure) if term.per == abs(term.give) else "score" for term in figure.terms}
                return kinds.pop() if len(kinds) == 1 else "score"


def units_of(document: ProgramDocument, currency: str) -> Units:
    return Units(currency, document.figures)


def metric_text(name: str, value: Decimal, units: Units) -> str:
    """USD 12,400 for money, 44 % for shares, 7 months, 4 for counts; no more than two decimals."""
    unit = units.of(name)
    text = number_text(round(value, 2))
    if unit == "months":
        return ngettext("%(months)s month", "%(months)s months", int(value)) % {"months": text}
    return {"money": f"{units.currency}\u00a0{text}", "percent": f"{text}\u00a0%"}.get(unit, text)


def figure_text(name: str, value: Decimal | None, units: Units) -> str:
    """As metric_text; a figure that cannot be known says so."""
    return _("not known") if value is None else metric_text(name, value, units)


def condition_text(level: Level, check: Check, units: Units) -> str:
    texts: dict[Bound, str] = {
        "at_least": _("%(level)s: %(metric)s at least %(threshold)s"),
        "more_than": _("%(level)s: %(metric)s more than %(threshold)s"),
        "at_most": _("%(level)s: %(metric)s at most %(threshold)s"),
        "less_than": _("%(level)s: %(metric)s less than %(threshold)s"),
    }
    return texts[check.asks.bound] % {
        "level": level.name,
        "metric": metric_label(check.asks.figure),
        "threshold": metric_text(check.asks.figure, check.asks.amount, units),
    }


def requirement_text(requirement: Requirement, units: Units | None = None) -> str:
    """A requirement in one line: "won at least 100 and (people at least 2 or deals at least 5)".

    With units in the words of screens, without them as a file writes it.
    """
    texts: dict[Bound, str] = {
        "at_least": _("%(figure)s at least %(amount)s"),
        "more_than": _("%(figure)s more than %(amount)s"),
        "at_most": _("%(figure)s at most %(amount)s"),
        "less_than": _("%(figure)s less than %(amount)s"),
    }
    if isinstance(requirement, Asks):
        name, amount = requirement.figure, requirement.amount
        return texts[requirement.bound] % {
            "figure": metric_label(name) if units else name,
            "amount": metric_text(name, amount, units) if units else plain_number(amount),
        }
    if not requirement.parts:
        return _("nothing")
    parts = [
        requirement_text(part, units) if isinstance(part, Asks) else f"({requirement_text(part, units)})"
        for part in requirement.parts
    ]
    if requirement.is_all:
        return _(" and ").join(parts)
    if requirement.needed == 1:
        return _(" or ").join(parts)
    return _("%(needed)s of these: %(parts)s") % {"needed": requirement.needed, "parts": "; ".join(parts)}


def shortfall_text(check: Check, units: Units) -> str:
    """12,400 more won revenue, as part of a sentence."""
    metric = metric_label(check.asks.figure)
    texts: dict[Bound, str] = {
        "at_least": _("%(amount)s more %(metric)s"),
        "more_than": _("over %(amount)s more %(metric)s"),
        "at_most": _("%(metric)s at most %(amount)s"),
        "less_than": _("%(metric)s less than %(amount)s"),
    }
    is_more = check.asks.bound in ("at_least", "more_than")
    return texts[check.asks.bound] % {
        "amount": metric_text(check.asks.figure, check.missing if is_more else check.asks.amount, units),
        "metric": metric[:1].lower() + metric[1:],
    }


def lacks_text(lacks: Outcome, units: Units) -> str:
    """What lacks and what one may choose: "12,400 more won revenue or 1 more certified people"."""
    if isinstance(lacks, Check):
        return shortfall_text(lacks, units)
    is_list = lacks.needed == len(lacks.parts)
    parts = [lacks_text(part, units) for part in lacks.parts]
    if is_list:
        return joined(
            [f"({text})" if _is_choice(part) else text for part, text in zip(lacks.parts, parts, strict=True)]
        )
    if lacks.needed == 1:
        return _(" or ").join(parts)
    return _("%(needed)s of these: %(parts)s") % {"needed": lacks.needed, "parts": "; ".join(parts)}


def _is_choice(outcome: Outcome) -> bool:
    return not isinstance(outcome, Check) and outcome.needed < len(outcome.parts)


def counterfactual_text(found: Reach, units: Units) -> str:
    """What would have changed it: "USD 12,400 more won revenue and 1 more certified people: Gold"."""
    if found.next_level is None:
        return _("This is the highest level.")
    what = "" if found.lacks is None else lacks_text(found.lacks, units)
    return _("%(what)s: %(level)s") % {"what": what, "level": found.next_level.name}


def joined(parts: Sequence[str]) -> str:
    """a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(some)s and %(last)s") % {"some": ", ".join(parts[:-1]), "last": parts[-1]}
