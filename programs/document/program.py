"""A program file read into rules: levels with what they need and give, figures, and the review."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _

from prm.packs.types import PartnershipType
from programs.document.figures import NAME, FigureReader
from programs.document.loader import load
from programs.rules.figures import ROLLING_YEAR, Figure
from programs.rules.requirement import BOUNDS, NOTHING, Asks, Bound, Group, Requirement, all_of, any_of, asks_in
from programs.rules.reviews import ANNIVERSARY, Review
from programs.rules.tiering import Level, Move, Reach, decide_move, reach
from programs.rules.windows import MONTHS, Window

TOP = frozenset({"program", "type", "currency", "year_starts", "window", "levels", "figures", "review", "tiers"})
TIER = frozenset({"name", "requires", "gives"})
REVIEW = frozenset({"every", "between", "demotions", "notice_days", "grace_days", "exempt_months", "approve"})
MANY_LEVELS = 30
# Steps from the top of the file.
DEEPEST = 30


@dataclass(frozen=True)
class ProgramDocument:
    name: str
    type: str
    currency: str
    year_starts: int
    window: Window
    is_nested: bool
    figures: Mapping[str, Figure]
    review: Review
    levels: tuple[Level, ...]
    # (rank, benefit key) -> value
    gives: Mapping[tuple[int, str], Decimal] = field(default_factory=dict)

    @property
    def asked(self) -> list[str]:
        """The figures its levels ask for, each once, in their order."""
        return list(dict.fromkeys(ask.figure for level in self.levels for ask in asks_in(level.requires)))

    def reach(self, value: Callable[[str], Decimal | None]) -> Reach:
        """The level figures reach; `value` gives a figure by name."""
        return reach(self.levels, value, is_nested=self.is_nested)

    def move(self, held: str, found: Reach, *, is_review: bool, is_exempt: bool) -> Move:
        """What follows for a partner that holds a level (empty for none) and whose figures reach another."""
        ranks = {level.name: level.rank for level in self.levels}
        move = decide_move(
            ranks.get(held, 0),
            found.reached.rank if found.reached else 0,
            is_review=is_review,
            needs_approval=found.reached is not None and found.reached.name in self.review.approve,
            is_exempt=is_exempt,
            between=self.review.between,
        )
        return "below" if move == "demote" and self.review.demotions == "never" else move


def read_program(text: str) -> ProgramDocument:
    """Raises Invalid that names each place that cannot be read."""
    return as_document(load(text))


def as_document(data: Any, *, is_begun: bool = False) -> ProgramDocument:
    """A program file's content, read. Raises Invalid as above; a program only begun may still be without levels."""
    reader = ProgramReader()
    document = reader.program(data)
    if not document.levels and not is_begun:
        with reader.at("tiers"):
            reader.refuse(_("a program has one to %(many)s levels, the lowest first.") % {"many": MANY_LEVELS})
    reader.finish()
    return document


class ProgramReader(FigureReader):
    def program(self, data: Any) -> ProgramDocument:
        top = self.mapping(data, TOP)
        with self.at("program"):
            name = self.text(top.get("program"))
        with self.at("type"):
            kind = self.one_of(top.get("type", "resale"), tuple(PartnershipType.values))
        with self.at("currency"):
            currency = self.text(top.get("currency", "USD"), 3)
            if not re.fullmatch("[A-Z]{3}", currency):
                self.refuse(_("a currency has three capital letters."))
        with self.at("year_starts"):
            year_starts = self.whole(top.get("year_starts", 1), 1, 12)
        with self.at("window"):
            window = self.window(top["window"]) if "window" in top else ROLLING_YEAR
        with self.at("levels"):
            is_nested = self.one_of(top.get("levels", "nested"), ("nested", "independent")) == "nested"
        with self.at("figures"):
            figures = self.figures(top.get("figures"))
        with self.at("tiers"):
            levels, gives = self.tiers(top.get("tiers"))
        with self.at("review"):
            review = self.review(top.get("review"), [level.name for level in levels])
        self.refuse_loops(figures)
        return ProgramDocument(
            name, kind, currency, year_starts, window, is_nested, figures, review, tuple(levels), gives
        )

    def tiers(self, value: Any) -> tuple[list[Level], dict[tuple[int, str], Decimal]]:
        levels: list[Level] = []
        gives: dict[tuple[int, str], Decimal] = {}
        entries = self.items(value)
        if len(entries) > MANY_LEVELS:
            self.refuse(_("a program has one to %(many)s levels, the lowest first.") % {"many": MANY_LEVELS})
        for rank, entry in enumerate(entries, start=1):
            with self.at(rank - 1):
                tier = self.mapping(entry, TIER)
                with self.at("name"):
                    name = self.text(tier.get("name"), 60)
                    if name and name in {level.name for level in levels}:
                        self.refuse(_("two levels have this name."))
                with self.at("requires"):
                    levels.append(Level(rank, name, self.requirement(tier.get("requires"))))
                with self.at("gives"):
                    for key, given in self.mapping(tier.get("gives")).items():
                        with self.at(key):
                            gives[rank, key] = self.number(given)
        return levels, gives

    def requirement(self, value: Any) -> Requirement:
        """A mapping or a list joins its parts with AND."""
        if value is None:
            return NOTHING
        if len(self.path) > DEEPEST:
            self.refuse(_("this is nested too deeply to be read."))
            return NOTHING
        if isinstance(value, list):
            return all_of(*self.parts(value)) if value else NOTHING
        parts: list[Requirement] = []
        for key, part in self.mapping(value).items():
            with self.at(key):
                if key in ("all", "any"):
                    join = all_of if key == "all" else any_of
                    parts += [join(*found)] if (found := self.parts(part)) else []
                elif key == "some":
                    parts.append(self.some(part))
                elif not NAME.fullmatch(key):
                    self.refuse(_("a figure's name has small letters, digits and underscores."))
                else:
                    parts += self.asks(key, part)
        return all_of(*parts) if parts else NOTHING

    def parts(self, value: Any) -> list[Requirement]:
        found = []
        for index, part in enumerate(self.items(value)):
            with self.at(index):
                one = self.requirement(part)
                if one == NOTHING:
                    self.refuse(_("this asks nothing."))
                found.append(one)
        if not found:
            self.refuse(_("a list of what is asked is expected here."))
        return found

    def some(self, value: Any) -> Requirement:
        entry = self.mapping(value, frozenset({"at_least", "of"}))
        with self.at("of"):
            parts = self.parts(entry.get("of"))
        with self.at("at_least"):
            return Group(tuple(parts), self.whole(entry.get("at_least"), 1, max(1, len(parts))))

    def asks(self, figure: str, value: Any) -> list[Requirement]:
        """A bare number is the least that will do."""
        if not isinstance(value, dict):
            return [Asks(figure, self.number(value, least=None))]
        bounds = self.mapping(value, frozenset(BOUNDS))
        if not bounds:
            self.refuse(_("say how much is asked."))
        return [Asks(figure, self.number(amount, least=None), cast(Bound, bound)) for bound, amount in bounds.items()]

    def review(self, value: Any, names: list[str]) -> Review:
        entry = self.mapping(value, REVIEW)
        usual = Review()
        numbers = {}
        for key, most in (("notice_days", 730), ("grace_days", 730), ("exempt_months", 120)):
            with self.at(key):
                numbers[key] = self.whole(entry.get(key, getattr(usual, key)), 0, most)
        with self.at("every"):
            every = self.one_of(entry.get("every", usual.every), (*MONTHS, ANNIVERSARY))
        with self.at("between"):
            between = self.one_of(entry.get("between", usual.between), ("promote", "nothing"))
        with self.at("demotions"):
            demotions = self.one_of(entry.get("demotions", usual.demotions), ("approve", "automatic", "never"))
        approve = []
        with self.at("approve"):
            for item in self.items(entry.get("approve")):
                approve.append(self.text(item, 60))
                if approve[-1] not in names:
                    self.refuse(_("no level is called “%(name)s”.") % {"name": approve[-1]})
        return Review(every, cast(Any, between), cast(Any, demotions), approve=tuple(approve), **numbers)
