"""A program's own figures in words: how each is made."""

from django.utils.translation import gettext as _

from prm.lib.numbers import number_text
from programs.rules.figures import Extreme, Figure, Match, Measure, Share, Tenure, Term, Total
from programs.rules.windows import Window
from programs.terms import metric_label
from programs.wording import joined


def figure_sentence(figure: Figure) -> str:
    text = _sentence(figure)
    return text[:1].upper() + text[1:]


def _sentence(figure: Figure) -> str:
    match figure:
        case Measure():
            where = [match_text(match) for match in figure.where]
            parts = [_how(figure), *([joined(where)] if where else [])]
            return ", ".join([*parts, *([window_text(figure.window)] if figure.window else [])])
        case Share(part, whole):
            return _("%(part)s as a percentage of %(whole)s") % {"part": _name(part), "whole": _name(whole)}
        case Total(terms):
            return "; ".join(map(_term, terms))
        case Extreme():
            which = _("the highest %(figure)s") if figure.is_highest else _("the lowest %(figure)s")
            by = [_("by %(label)s") % {"label": figure.by}] if figure.by else []
            over = [_(" or ").join(map(window_text, figure.windows))] if figure.windows else []
            return ", ".join([which % {"figure": _name(figure.figure)}, *by, *over])
        case Tenure():
            text = _("whole months at %(what)s or above") if figure.is_level else _("whole months since %(what)s")
            return text % {"what": figure.since}


def match_text(match: Match) -> str:
    if match.values:
        return _("where %(label)s is %(values)s") % {"label": match.label, "values": _(" or ").join(match.values)}
    days = [
        *([_("from %(day)s") % {"day": match.since}] if match.since else []),
        *([_("before %(day)s") % {"day": match.before}] if match.before else []),
    ]
    return _("where %(label)s is %(days)s") % {"label": match.label, "days": joined(days)}


def window_text(window: Window) -> str:
    """As parse_window reads it."""
    if not window.unit:
        return "ever"
    unit = f"{'calendar ' if window.is_calendar else ''}{window.unit}"
    if window.shape == "running":
        return f"this {unit}"
    return f"last {window.count} {'full ' if window.shape == 'full' else ''}{unit}{'s' if window.count > 1 else ''}"


def _how(figure: Measure) -> str:
    texts = {
        "sum": _("%(metric)s added up"),
        "count": _("number of %(metric)s"),
        "people": _("people with %(metric)s, each once"),
        "median": _("median of %(metric)s"),
        "average": _("average of %(metric)s"),
        "largest": _("largest %(metric)s"),
        "smallest": _("smallest %(metric)s"),
        "latest": _("latest %(metric)s"),
    }
    return texts[figure.how] % {"metric": _name(figure.metric)}


def _term(term: Term) -> str:
    name = _name(term.figure)
    if term.per == abs(term.give) and not term.is_whole:
        return name if term.give > 0 else _("less %(figure)s") % {"figure": name}
    words = {"give": number_text(term.give), "per": number_text(term.per), "figure": name}
    if term.is_whole:
        return _("%(give)s for every whole %(per)s of %(figure)s") % words
    return _("%(give)s for every %(per)s of %(figure)s") % words


def _name(name: str) -> str:
    label = metric_label(name)
    return label[:1].lower() + label[1:]
