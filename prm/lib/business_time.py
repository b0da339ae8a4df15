"""Business-hour arithmetic over a calendar of opening hours and holidays in one time zone.

Opening hours are wall-clock times; elapsed business time is real time, so the day the clocks change is an hour shorter
or longer where the hours span the change. Everything takes and returns aware datetimes; nothing here reads the clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

# Opening hours of one day as (opens, closes) wall-clock pairs; a closing time of 00:00 is the end of that day.
Hours = tuple[tuple[time, time], ...]

OFFICE_HOURS: Mapping[int, Hours] = {weekday: ((time(9), time(17)),) for weekday in range(5)}
# A promise longer than this is a mistake, and a calendar of holidays only must not loop for ever.
HORIZON_DAYS = 366 * 20


@dataclass(frozen=True)
class Calendar:
    """When a vendor works. `hours` maps weekday (Monday 0) to that day's spans; a missing weekday is closed."""

    timezone: str = "UTC"
    hours: Mapping[int, Hours] = field(default_factory=lambda: OFFICE_HOURS)
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not any(self.hours.values()):
            raise ValueError("A business calendar needs at least one opening span.")
        for weekday, spans in self.hours.items():
            if weekday not in range(7):
                raise ValueError(f"{weekday} is no weekday; Monday is 0 and Sunday 6.")
            previous = time.min
            for opens, closes in spans:
                if opens < previous or (closes != time.min and closes <= opens):
                    raise ValueError(f"Spans of weekday {weekday} must be in order and must not overlap.")
                previous = closes if closes != time.min else time.max

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def is_business_day(self, day: date) -> bool:
        return bool(self.hours.get(day.weekday())) and day not in self.holidays

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The day's opening spans as instants in UTC."""
        if not self.is_business_day(day):
            return []
        found = []
        for opens, closes in self.hours[day.weekday()]:
            last_day = day + timedelta(days=1) if closes == time.min else day
            start, end = self._instant(day, opens), self._instant(last_day, closes)
            # A span that lies wholly inside the hour skipped in spring has no length.
            if start < end:
                found.append((start, end))
        return found

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def local_date(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def _spans_from(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    day = calendar.local_date(start)
    for _ in range(HORIZON_DAYS):
        for opens, closes in calendar.spans(day):
            if closes > start:
                yield max(opens, start), closes
        day += timedelta(days=1)
    raise ValueError("No business time within twenty years of the start.")


def add_business_time(start: datetime, length: timedelta, calendar: Calendar) -> datetime:
    """The instant by which `length` of business time has passed since `start`.

    Time outside the opening hours does not count: a start on Sunday runs from Monday's opening. A length that is used
    up exactly at closing time ends then, not on the next morning. The answer is in the time zone of `start`.
    """
    if length < timedelta(0):
        raise ValueError("Business time is added, never taken away.")
    left = length
    for opens, closes in _spans_from(start.astimezone(UTC), calendar):
        if closes - opens >= left:
            return (opens + left).astimezone(start.tzinfo)
        left -= closes - opens
    raise AssertionError("unreachable: the spans end in an error")


def business_time_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Business time from `start` to `end`; negative when `end` is the earlier one."""
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    if last < first:
        return -business_time_between(end, start, calendar)
    total = timedelta(0)
    day, final_day = calendar.local_date(first), calendar.local_date(last)
    while day <= final_day:
        for opens, closes in calendar.spans(day):
            total += max(timedelta(0), min(closes, last) - max(opens, first))
        day += timedelta(days=1)
    return total


def add_business_hours(start: datetime, hours: Decimal | int | float, calendar: Calendar) -> datetime:
    """`add_business_time` for a number of hours, exact to the second."""
    return add_business_time(start, timedelta(seconds=round(Decimal(str(hours)) * 3600)), calendar)


def business_hours_between(start: datetime, end: datetime, calendar: Calendar) -> Decimal:
    """`business_time_between` in hours."""
    return Decimal(str(business_time_between(start, end, calendar).total_seconds())) / 3600


def next_opening(at: datetime, calendar: Calendar) -> datetime:
    """`at` itself inside the opening hours, else the next opening."""
    return next(_spans_from(at.astimezone(UTC), calendar))[0].astimezone(at.tzinfo)


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Whether `at` lies in the opening hours; a span includes its opening and not its closing instant."""
    return any(opens <= at < closes for opens, closes in calendar.spans(calendar.local_date(at)))


def add_business_days(day: date, days: int, calendar: Calendar) -> date:
    """The business day `days` after `day` (before it, when negative); zero gives `day` or the next business day."""
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    for _ in range(HORIZON_DAYS):
        if left == 0 and calendar.is_business_day(day):
            return day
        day += step
        if calendar.is_business_day(day) and left:
            left -= 1
    raise ValueError("No such business day within twenty years.")


def business_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Business days in the half-open range [start, end); negative when `end` is the earlier one."""
    if end < start:
        return -business_days_between(end, start, calendar)
    return sum(calendar.is_business_day(start + timedelta(days=n)) for n in range((end - start).days))
