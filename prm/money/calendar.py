"""Months, quarters and fiscal years as half-open periods of days in the vendor's time zone."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Period:
    """From `start` (inclusive) to `end` (exclusive)."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def local_date(at: datetime, timezone: str) -> date:
    """The day it is for the vendor. Raises ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return at.astimezone(ZoneInfo(timezone)).date()


def add_months(first: date, months: int) -> date:
    """The first of the month that many months on."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_containing(day: date) -> Period:
    start = day.replace(day=1)
    return Period(start, add_months(start, 1))


def quarter_containing(day: date, fiscal_start_month: int = 1) -> Period:
    """The fiscal quarter of a day, for a fiscal year that begins in the given month."""
    into = (day.month - fiscal_start_month) % 3
    start = add_months(day.replace(day=1), -into)
    return Period(start, add_months(start, 3))


def fiscal_year_containing(day: date, fiscal_start_month: int = 1) -> Period:
    start = add_months(day.replace(day=1), -((day.month - fiscal_start_month) % 12))
    return Period(start, add_months(start, 12))
