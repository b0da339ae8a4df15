"""Periods of a commitment, what is asked in each, and what a measurement makes of it. Whole days, both ends included."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from prm.lib.months import months_after

Cadence = Literal["once", "monthly", "quarterly", "yearly"]
Verdict = Literal["open", "on_track", "at_risk", "kept", "broken", "waived"]
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True)
class Span:
    """One period, and how much of a whole one it is: a commitment that ends early is asked for that much less."""

    starts_on: date
    ends_on: date
    share: Decimal = Decimal(1)

    def is_over(self, today: date) -> bool:
        return today > self.ends_on

    def elapsed(self, today: date) -> Decimal:
        """Share of its days that have gone by, 0 to 1."""
        days = (self.ends_on - self.starts_on).days + 1
        return Decimal(min(max((today - self.starts_on).days, 0), days)) / days


def spans(cadence: str, starts_on: date, ends_on: date, until: date) -> Iterator[Span]:
    """The periods begun by a day, counted from the first day so that month ends never drift; the last one is cut."""
    if cadence not in MONTHS:
        if starts_on <= until:
            yield Span(starts_on, ends_on)
        return
    run, step = 0, MONTHS[cadence]
    while (start := months_after(starts_on, run * step)) <= min(until, ends_on):
        run += 1
        whole = months_after(starts_on, run * step) - timedelta(days=1)
        end = min(whole, ends_on)
        yield Span(start, end, Decimal((end - start).days + 1) / ((whole - start).days + 1))


def expected(span: Span, since: date) -> Span | None:
    """The part of a period from a day on, and as much less of a whole one; None where the period is over before it."""
    if since <= span.starts_on:
        return span
    if since > span.ends_on:
        return None
    days, left = (span.ends_on - span.starts_on).days + 1, (span.ends_on - since).days + 1
    return Span(since, span.ends_on, span.share * left / days)


def asked(value: int, span: Span, *, adds_up: bool) -> Decimal:
    """The target of a period: what adds up over time is asked in proportion where the period is cut short."""
    share = span.share if adds_up else Decimal(1)
    return (value * share).quantize(Decimal(1), ROUND_HALF_UP)


def judge_promise(kept: int, due: int, *, is_over: bool) -> Verdict:
    """A promise is kept when it was kept each time it came due; one miss breaks the period when it is over."""
    if kept < due:
        return "broken" if is_over else "at_risk"
    if is_over:
        return "kept"
    return "on_track" if due else "open"


def judge_target(actual: Decimal | None, target: Decimal, span: Span, today: date, *, adds_up: bool) -> Verdict:
    """A figure against its target; before the end, what adds up is held against the days gone by."""
    if actual is None:
        return "open"
    if span.is_over(today):
        return "kept" if actual >= target else "broken"
    pace = target * span.elapsed(today) if adds_up else target
    return "on_track" if actual >= pace else "at_risk"
