"""Amounts, counts, shares and dates as people read them."""

import datetime as dt
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from babel.numbers import get_currency_precision
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import get_language
from django.utils.translation import gettext as _

A_DAY = dt.timedelta(days=1)
# Any moment does: only the distance from it is told.
ANCHOR = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
MINUS = "\u2212"
DATE_FORMAT = "j M Y"
SHORT_FORMAT = "j M"
DATETIME_FORMAT = "j M Y, H:i"


@cache
def _places(currency: str) -> int:
    return get_currency_precision(currency)


def not_available() -> SafeString:
    """Never 0 where there is nothing to count."""
    return format_html('<span class="na">{}</span>', _("n/a"))


def figure(value: Any, places: int | None = None) -> str:
    """Grouped digits with a true minus sign."""
    text = formats.number_format(abs(value), decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if value < 0 else text


def money(
    amount: Any, currency: str = "", *, whole: bool = False, signed: bool = False, code: bool = True
) -> SafeString:
    """Currency code, thin gap, amount in the currency's own minor units. Takes a Money or an amount and a code.

    `whole` leaves the minor units out, `signed` shows a plus too, `code=False` is for columns headed by the code.
    """
    if hasattr(amount, "currency"):
        amount, currency = amount.amount, amount.currency
    if amount is None:
        return not_available()
    value = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    text = figure(value, 0 if whole else _places(str(currency)))
    if signed and value > 0:
        text = f"+{text}"
    shown = format_html('<span class="cur">{}</span>', currency) if code and currency else ""
    return format_html('<span class="money">{}{}</span>', shown, text)


def number(value: Any, *, places: int | None = None) -> SafeString:
    """With so many places, else with as many as it needs: a rate of 5.0000 is 5."""
    if value is None:
        return not_available()
    if places is None and isinstance(value, Decimal):
        value = value.to_integral_value() if value == value.to_integral_value() else value.normalize()
    return format_html('<span class="num">{}</span>', figure(value, places))


def percent(value: Any, *, places: int = 0) -> SafeString:
    """A share between 0 and 1 as per cent."""
    if value is None:
        return not_available()
    return format_html('<span class="num">{} %</span>', figure(Decimal(str(value)) * 100, places))


def relative(value: dt.date, now: dt.datetime) -> str:
    """`3 days ago` or `in 3 days`, for the hover text."""
    if not isinstance(value, dt.datetime):
        return _distance(value - timezone.localtime(now).date(), get_language())
    gap = value - now
    # Beyond a day the hour says nothing, and the same words serve many rows.
    return _distance(dt.timedelta(days=gap.days) if abs(gap) > A_DAY else gap, get_language())


@lru_cache(maxsize=4096)
def _distance(gap: dt.timedelta, language: str | None) -> str:
    if not gap:
        return _("today")
    then = ANCHOR + gap
    if gap > dt.timedelta():
        return _("in %(time)s") % {"time": timeuntil(then, ANCHOR, depth=1)}
    return _("%(time)s ago") % {"time": timesince(then, ANCHOR, depth=1)}


def period(start: dt.date, end: dt.date) -> str:
    """A half-open period told by its first and last day: `1-31 Oct 2026`, `1 Oct - 31 Dec 2026`."""
    last = end - dt.timedelta(days=1)
    until = formats.date_format(last, DATE_FORMAT)
    if (start.year, start.month) == (last.year, last.month):
        return until if start == last else f"{start.day}\u2013{until}"
    return f"{formats.date_format(start, SHORT_FORMAT if start.year == last.year else DATE_FORMAT)} \u2013 {until}"


def date(value: dt.date | None, *, short: bool = False, now: dt.datetime | None = None) -> SafeString:
    """`14 Mar 2026`, with the distance on hover."""
    if value is None:
        return mark_safe('<span class="na">\u2013</span>')
    day = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    return _date(day, timezone.localtime(now).date(), SHORT_FORMAT if short else DATE_FORMAT, get_language())


@lru_cache(maxsize=4096)
def _date(day: dt.date, today: dt.date, style: str, language: str | None) -> SafeString:
    """The same few hundred days stand in the rows of every list."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        day.isoformat(),
        _distance(day - today, language),
        formats.date_format(day, style),
    )


def datetime(value: dt.datetime | None, *, now: dt.datetime | None = None) -> SafeString:
    """`14 Mar 2026, 16:40` in the vendor's time zone, with the distance on hover."""
    if value is None:
        return mark_safe('<span class="na">\u2013</span>')
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        relative(local, now or timezone.localtime()),
        formats.date_format(local, DATETIME_FORMAT),
    )
