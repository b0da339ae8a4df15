"""Figures: what is measured of a partnership, from readings of its facts up to shares, points and the best region.

A figure is a reading of facts (`Measure`), a weighted sum of figures (`Total`), one as a percentage of another (`Share`),
the highest or lowest of one over labels, periods or windows (`Extreme`), or time gone by (`Tenure`). Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Literal, Protocol

from prm.lib.months import months_after
from prm.money.calendar import Period
from programs.rules.windows import MONTHS, Window, parts_of

How = Literal["sum", "count", "people", "median", "average", "largest", "smallest", "latest"]
ROLLING_YEAR = Window("month", 12)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Match:
    """A label is one of the values, or a date (as ISO text) from `since` and before `before`."""

    label: str
    values: tuple[str, ...] = ()
    since: str = ""
    before: str = ""

    def holds(self, labels: Mapping[str, str]) -> bool:
        value = labels.get(self.label)
        if value is None:
            return False
        if self.values and value not in self.values:
            return False
        return value >= self.since and (not self.before or value < self.before)


@dataclass(frozen=True)
class Measure:
    """Facts of a metric within a window, those whose labels match. `people` counts each `person` once."""

    metric: str
    how: How = "sum"
    where: tuple[Match, ...] = ()
    window: Window | None = None


@dataclass(frozen=True)
class Term:
    """`give` for every `per` of a figure; of whole blocks only where `is_whole`."""

    figure: str
    per: Decimal = Decimal(1)
    give: Decimal = Decimal(1)
    is_whole: bool = False

    def worth(self, value: Decimal) -> Decimal:
        blocks = value / self.per
        return (blocks.to_integral_value(ROUND_FLOOR) if self.is_whole else blocks) * self.give


@dataclass(frozen=True)
class Total:
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Share:
    """`part` as a percentage of `whole`; unknown where the whole is nothing."""

    part: str
    whole: str


@dataclass(frozen=True)
class Extreme:
    """The highest (or lowest) a figure is by a label, by month, quarter, half-year or year of a window, or over windows."""

    figure: str
    is_highest: bool = True
    by: str = ""
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True)
class Tenure:
    """Whole months since a date of the partnership, or (`is_level`) since it holds a level of that name, or one above."""

    since: str
    is_level: bool = False


Figure = Measure | Total | Share | Extreme | Tenure


@dataclass(frozen=True)
class Reading:
    """One question to the facts."""

    metric: str
    how: How
    where: tuple[Match, ...]
    period: Period


class Source(Protocol):
    """Who answers readings: a file of facts, or the metric registry for a whole program at once."""

    def given(self, figure: str) -> Decimal | None:
        """A figure known without facts."""

    def read(self, reading: Reading) -> Decimal | None:
        """None where there is nothing to take a median, an average or an extreme of."""

    def labels(self, label: str) -> list[str]:
        """The values a label has among the facts."""

    def day(self, name: str) -> date | None:
        """A date of the partnership by name."""

    def held_since(self, level: str) -> date | None:
        """Since when, without a gap, the level or one above it is held."""


@dataclass
class Figures:
    """A partnership's figures on a day. Figures of no definition are metrics of the name, over the usual window."""

    definitions: Mapping[str, Figure]
    source: Source
    on: date
    year_starts: int = 1
    usual: Window = ROLLING_YEAR
    known: dict[tuple[str, Period | None, tuple[Match, ...]], Decimal | None] = field(default_factory=dict)

    def value(self, name: str) -> Decimal | None:
        """None where it cannot be known: a share of nothing, a tenure that never began."""
        return self._value(name, None, ())

    def _value(self, name: str, period: Period | None, where: tuple[Match, ...]) -> Decimal | None:
        key = name, period, where
        if key not in self.known:
            self.known[key] = self._work_out(name, period, where)
        return self.known[key]

    def _work_out(self, name: str, period: Period | None, where: tuple[Match, ...]) -> Decimal | None:
        if period is None and not where and (given := self.source.given(name)) is not None:
            return given
        figure = self.definitions.get(name) or Measure(name)
        match figure:
            case Measure():
                window = period or (figure.window or self.usual).period(self.on, self.year_starts)
                return self.source.read(Reading(figure.metric, figure.how, figure.where + where, window))
            case Total():
                return sum(
                    (term.worth(self._value(term.figure, period, where) or Decimal(0)) for term in figure.terms),
                    Decimal(0),
                )
            case Share():
                part, whole = self._value(figure.part, period, where), self._value(figure.whole, period, where)
                return None if part is None or not whole else part * HUNDRED / whole
            case Extreme():
                return self._extreme(figure, period, where)
            case Tenure():
                since = self.source.held_since(figure.since) if figure.is_level else self.source.day(figure.since)
                return None if since is None or since > self.on else Decimal(whole_months(since, self.on))

    def _extreme(self, figure: Extreme, period: Period | None, where: tuple[Match, ...]) -> Decimal | None:
        spans: list[Period | None] = [window.period(self.on, self.year_starts) for window in figure.windows] or [period]
        if figure.by in MONTHS:
            spans = [part for span in spans if span for part in parts_of(span, figure.by, self.year_starts)]
            found = [self._value(figure.figure, span, where) for span in spans]
        elif figure.by:
            among = [Match(figure.by, (value,)) for value in self.source.labels(figure.by)]
            found = [self._value(figure.figure, span, (*where, match)) for span in spans for match in among]
        else:
            found = [self._value(figure.figure, span, where) for span in spans]
        values = [value for value in found if value is not None]
        return (max if figure.is_highest else min)(values, default=None)


def whole_months(since: date, on: date) -> int:
    """Months gone by: from 15 January to 14 July five, to 15 July six; a month too short ends with its last day."""
    months = (on.year - since.year) * 12 + on.month - since.month
    return months if months_after(since, months) <= on else months - 1
