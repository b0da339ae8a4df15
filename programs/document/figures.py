"""Figures as they are written in a program file."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast, get_args

from django.utils.translation import gettext as _

from programs.document.loader import Reader
from programs.rules.figures import Extreme, Figure, How, Match, Measure, Share, Tenure, Term, Total
from programs.rules.windows import MONTHS, Window, parse_window

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
HOWS: tuple[str, ...] = get_args(How)
# The word a figure is known by, and what else may stand beside it.
KINDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(HOWS, frozenset({"where", "window"})),
    "add": frozenset({"subtract"}),
    "percent": frozenset({"of"}),
    "highest": frozenset({"by", "over"}),
    "lowest": frozenset({"by", "over"}),
    "months_since": frozenset(),
    "months_at": frozenset(),
}
MANY_FIGURES = 100
RESERVED = frozenset({"all", "any", "some"})


class FigureReader(Reader):
    def figures(self, value: Any) -> dict[str, Figure]:
        found: dict[str, Figure] = {}
        if isinstance(value, dict) and len(value) > MANY_FIGURES:
            self.refuse(_("a program has %(many)s figures at most.") % {"many": MANY_FIGURES})
            return found
        for name, entry in self.mapping(value).items():
            with self.at(name):
                if not NAME.fullmatch(name) or name in RESERVED:
                    self.refuse(_("a figure's name has small letters, digits and underscores."))
                elif (figure := self.figure(entry)) is not None:
                    found[name] = figure
        return found

    def figure(self, value: Any) -> Figure | None:
        entry = self.mapping(value)
        kinds = [key for key in entry if key in KINDS]
        if len(kinds) != 1:
            self.refuse(_("one of %(kinds)s says what the figure is.") % {"kinds": ", ".join(KINDS)})
            return None
        kind = kinds[0]
        self.mapping(entry, KINDS[kind] | {kind})
        if kind in HOWS:
            return self.measure(kind, entry)
        if kind == "add":
            return Total((*self.terms(entry, "add", 1), *self.terms(entry, "subtract", -1)))
        if kind == "percent":
            return Share(self.name(entry, "percent"), self.name(entry, "of"))
        if kind in ("highest", "lowest"):
            return self.extreme(kind, entry)
        with self.at(kind):
            return Tenure(self.text(entry[kind], 60), is_level=kind == "months_at")

    def measure(self, kind: str, entry: Mapping[str, Any]) -> Measure:
        metric = self.name(entry, kind)
        with self.at("where"):
            where = tuple(self.match(label, value) for label, value in self.mapping(entry.get("where")).items())
        with self.at("window"):
            window = self.window(entry["window"]) if "window" in entry else None
        return Measure(metric, cast(How, kind), where, window)

    def match(self, label: str, value: Any) -> Match:
        """One value, a list of them, or the days `from` and `before`."""
        with self.at(label):
            if isinstance(value, dict):
                days = self.mapping(value, frozenset({"from", "before"}))
                if not days:
                    self.refuse(_("from or before is expected here."))
                since, before = (self.date(days[key]).isoformat() if key in days else "" for key in ("from", "before"))
                return Match(label, since=since, before=before)
            values = self.items(value) if isinstance(value, list) else [value]
            if not values:
                self.refuse(_("a value is expected here."))
            return Match(label, tuple(label_text(item) or self.text(item) for item in values))

    def terms(self, entry: Mapping[str, Any], key: str, sign: int) -> list[Term]:
        """Names of figures, or `{of, per, give}`: so much given for every so much of it, `blocks: whole` for whole ones."""
        found = []
        with self.at(key):
            for index, item in enumerate(self.items(entry.get(key))):
                with self.at(index):
                    if not isinstance(item, dict):
                        found.append(Term(self.plain_name(item), give=Decimal(sign)))
                        continue
                    term = self.mapping(item, frozenset({"of", "per", "give", "blocks"}))
                    per = self.number(term.get("per", 1))
                    if not per:
                        self.refuse(_("points are given per so much, and that is not nothing."))
                    give = self.number(term.get("give", 1), least=None) * sign
                    whole = self.one_of(term.get("blocks", "parts"), ("parts", "whole")) == "whole"
                    found.append(Term(self.name(term, "of"), per or Decimal(1), give, whole))
            if key == "add" and not found:
                self.refuse(_("a list of figures is expected here."))
        return found

    def extreme(self, kind: str, entry: Mapping[str, Any]) -> Extreme:
        by = ""
        if "by" in entry:
            with self.at("by"):
                by = self.text(entry["by"], 60)
        with self.at("over"):
            over = entry.get("over", [])
            windows = tuple(map(self.window, over if isinstance(over, list) else [over]))
        if by in MONTHS and (not windows or Window() in windows):
            self.refuse(_("say over which window: by %(unit)s needs one with a beginning.") % {"unit": by})
        if not by and len(windows) < 2:
            self.refuse(_("say by which label, or over which windows."))
        return Extreme(self.name(entry, kind), kind == "highest", by, windows)

    def window(self, value: Any) -> Window:
        text = self.text(value)
        try:
            return parse_window(text) if text else Window()
        except ValueError:
            self.refuse(
                _("“%(text)s” is no window; “last 12 months”, “last 4 full quarters”, “this year” and “ever” are.")
                % {"text": text[:40]}
            )
            return Window()

    def name(self, entry: Mapping[str, Any], key: str) -> str:
        with self.at(key):
            return self.plain_name(entry.get(key))

    def plain_name(self, value: Any) -> str:
        if not isinstance(value, str) or not NAME.fullmatch(value) or value in RESERVED:
            self.refuse(_("the name of a figure or metric is expected here."))
            return "nothing"
        return value

    def refuse_loops(self, figures: Mapping[str, Figure]) -> None:
        """A figure made of itself has no value."""
        done: set[str] = set()

        def visit(name: str, above: tuple[str, ...]) -> None:
            if name in above:
                with self.at("figures"), self.at(name):
                    self.refuse(_("this figure is made of itself."))
            elif name not in done:
                for part in parts_of_figure(figures.get(name)):
                    visit(part, (*above, name))
            done.add(name)

        for name in figures:
            visit(name, ())


def parts_of_figure(figure: Figure | None) -> tuple[str, ...]:
    """The names of the figures one is made of."""
    match figure:
        case Total(terms):
            return tuple(term.figure for term in terms)
        case Share(part, whole):
            return part, whole
        case Extreme():
            return (figure.figure,)
        case _:
            return ()


def label_text(value: Any) -> str:
    """Labels are compared as text: true and false as they are written."""
    return str(value).lower() if isinstance(value, bool) else ""
