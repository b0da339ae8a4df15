"""Windows: the days a figure counts, in words a program can be written in.

    last 12 months           rolling: ends with the day asked about, that day included
    last 4 full quarters     whole ones, all of them over before the day
    this year                from its first day through the day asked about
    previous year            the same as "last 1 full year"
    ever

Years, half-years and quarters are the program's own, unless "calendar" stands before the unit: "this calendar year".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from prm.lib.months import months_after
from prm.money.calendar import Period, add_months, first_of_span

MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
WORDS = re.compile(
    r"(?:(?P<ever>ever)"
    r"|last (?P<count>[1-9]\d{0,3})(?P<full> full)?(?P<fixed> calendar)? (?P<unit>day|month|quarter|half-year|year)s?"
    r"|(?P<which>this|previous)(?P<fixed2> calendar)? (?P<unit2>month|quarter|half-year|year))"
)


@dataclass(frozen=True)
class Window:
    """`unit` is day, month, quarter, half-year or year; empty for ever. Full windows end before the day's own unit."""

    unit: str = ""
    count: int = 1
    shape: str = "rolling"
    is_calendar: bool = False

    def period(self, on: date, year_starts: int = 1) -> Period:
        """The days [start, end) it spans for the day, in a year that starts with the given month."""
        tomorrow = on + timedelta(days=1)
        if not self.unit:
            return Period(date.min, tomorrow)
        if self.shape == "rolling":
            days = self.unit == "day"
            start = (
                tomorrow - timedelta(days=self.count)
                if days
                else months_after(tomorrow, -self.count * MONTHS[self.unit])
            )
            return Period(start, tomorrow)
        first = start_of(self.unit, on, 1 if self.is_calendar else year_starts)
        if self.shape == "running":
            return Period(first, tomorrow)
        return Period(add_months(first, -self.count * MONTHS[self.unit]), first)


def parse_window(text: str) -> Window:
    """Raises ValueError for words that name no window."""
    found = WORDS.fullmatch(" ".join(text.split()))
    if found is None or (found["unit"] == "day" and (found["full"] or found["fixed"])):
        raise ValueError(f"no window: {text!r}")
    if found["ever"]:
        return Window()
    if found["which"]:
        shape = "running" if found["which"] == "this" else "full"
        return Window(found["unit2"], 1, shape, bool(found["fixed2"]))
    return Window(found["unit"], int(found["count"]), "full" if found["full"] else "rolling", bool(found["fixed"]))


def start_of(unit: str, day: date, year_starts: int = 1) -> date:
    """The first day of the month, quarter, half-year or year a day lies in."""
    return first_of_span(day, MONTHS[unit], year_starts)


def parts_of(period: Period, unit: str, year_starts: int = 1) -> Iterator[Period]:
    """The units a period touches, in order, the outer ones cut to it."""
    start = period.start
    while start < period.end:
        end = min(add_months(start_of(unit, start, year_starts), MONTHS[unit]), period.end)
        yield Period(start, end)
        start = end
