"""Months, quarters and fiscal years as half-open periods of days in the vendor's time zone.

What happens at the vendor's midnight belongs to the period that begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


@dataclass(frozen=True, order=True)
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


def first_of_span(day: date, months: int, starts: int = 1) -> date:
    """The first day of the span of so many months a day lies in, in a year that begins with the given month."""
    return add_months(day, -((day.month - starts) % months))


def period_containing(day: date, kind: PeriodKind | str, fiscal_start_month: int = 1) -> Period:
    """The month, fiscal quarter or fiscal year of a day, for a fiscal year that begins in the given month."""
    months = PeriodKind(kind).months
    start = first_of_span(day, months, fiscal_start_month)
    return Period(start, add_months(start, months))


def month_containing(day: date) -> Period:
    return period_containing(day, PeriodKind.MONTH)


def quarter_containing(day: date, fiscal_start_month: int = 1) -> Period:
    return period_containing(day, PeriodKind.QUARTER, fiscal_start_month)


def fiscal_year_containing(day: date, fiscal_start_month: int = 1) -> Period:
    return period_containing(day, PeriodKind.YEAR, fiscal_start_month)


@dataclass(frozen=True)
class FiscalCalendar:
    """A vendor's periods. A fiscal year is named after the calendar year it ends in."""

    timezone: str = "UTC"
    start_month: int = 1

    def __post_init__(self) -> None:
        if self.start_month not in range(1, 13):
            raise ValueError("The fiscal year starts in a month from 1 to 12.")
        ZoneInfo(self.timezone)

    def period(self, kind: PeriodKind | str, moment: date | datetime) -> Period:
        """The period that a day, or an instant by the vendor's clock, lies in."""
        day = local_date(moment, self.timezone) if isinstance(moment, datetime) else moment
        return period_containing(day, kind, self.start_month)

    def bounds(self, period: Period) -> tuple[datetime, datetime]:
        """The instants [from, to) of a period: the vendor's midnights."""
        zone = ZoneInfo(self.timezone)
        return datetime.combine(period.start, time.min, zone), datetime.combine(period.end, time.min, zone)

    def next(self, period: Period) -> Period:
        return self.period(self.kind(period), period.end)

    def previous(self, period: Period) -> Period:
        return self.period(self.kind(period), add_months(period.start, -1))

    def periods(self, kind: PeriodKind | str, first: date | datetime, last: date | datetime) -> Iterator[Period]:
        """The periods from that of `first` to that of `last`, both included, in order."""
        period, final = self.period(kind, first), self.period(kind, last)
        while period <= final:
            yield period
            period = self.next(period)

    def kind(self, period: Period) -> PeriodKind:
        months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
        return next(kind for kind in PeriodKind if kind.months == months)

    def fiscal_year(self, day: date) -> int:
        return day.year + (1 if self.start_month > 1 and day.month >= self.start_month else 0)

    def label(self, period: Period) -> str:
        """ "2026-03", "FY2026 Q1" or "FY2026": the same in every language, for files and refs."""
        kind = self.kind(period)
        if kind is PeriodKind.MONTH:
            return f"{period.start:%Y-%m}"
        year = f"FY{self.fiscal_year(period.start)}"
        quarter = (period.start.month - self.start_month) % 12 // 3 + 1
        return year if kind is PeriodKind.YEAR else f"{year} Q{quarter}"
