"""Dated exchange rates. A vendor's own rate comes first, the European Central Bank's reference rate otherwise.

Every answer tells the day of the rate and where it is from, since a figure without them cannot be checked.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from currency_converter import CurrencyConverter, RateNotFoundError
from django.utils.translation import gettext as _

from prm.lib.errors import Refused
from prm.money.amounts import Money
from prm.money.currency import check_currency
from prm.money.models import FxRate
from prm.money.rounding import RoundingRule

ECB = "ECB"
# The bank publishes on working days; over Easter and the turn of the year the last rate is some days old.
ECB_LOOKS_BACK = timedelta(days=10)
# A vendor who loads monthly rates means them for the month.
OWN_LOOKS_BACK = timedelta(days=45)


@dataclass(frozen=True)
class Rate:
    """One unit of `base` is `value` units of `quote`. `on` is the day of the rate, `source` who published it."""

    base: str
    quote: str
    value: Decimal
    on: date
    source: str


@dataclass(frozen=True)
class Conversion:
    """`result` keeps every digit; round it where it is booked."""

    original: Money
    result: Money
    rate: Rate

    def rounded(self, rule: str = RoundingRule.HALF_UP) -> Money:
        return self.result.rounded(rule)


class RateMissing(Refused):
    """There is no rate for the day asked; nothing is guessed."""

    code = "rate-missing"


def rate(on: date, base: str, quote: str) -> Rate:
    """The rate that counted on a day: the vendor's own, else the reference rate of that day or the last before it.

    Needs a tenant scope. Raises RateMissing where neither has one near enough, Invalid for what is no currency.
    """
    if check_currency(base) == check_currency(quote):
        return Rate(base, quote, Decimal(1), on, "")
    found = _own_rate(on, base, quote) or _ecb_rate(on, base, quote)
    if found is None:
        raise RateMissing(
            _("There is no rate from %(base)s to %(quote)s for %(day)s. Load one first.")
            % {"base": base, "quote": quote, "day": on.isoformat()}
        )
    return found


def convert(amount: Money, quote: str, on: date) -> Conversion:
    """The amount in another currency at the rate of a day. Raises RateMissing where there is none."""
    used = rate(on, amount.currency, quote)
    return Conversion(amount, Money(amount.amount * used.value, quote), used)


def _own_rate(on: date, base: str, quote: str) -> Rate | None:
    """The vendor's latest rate up to the day; one loaded the other way round counts by its inverse."""
    rows = FxRate.objects.filter(
        base__in=(base, quote), quote__in=(base, quote), valid_on__lte=on, valid_on__gt=on - OWN_LOOKS_BACK
    ).order_by("-valid_on")
    # Of one day's rates the one in the direction asked counts.
    row = min(rows[:2], key=lambda row: (-row.valid_on.toordinal(), row.base != base), default=None)
    if row is None:
        return None
    value = row.rate if row.base == base else 1 / row.rate
    return Rate(base, quote, value, row.valid_on, row.source or _("own rate"))


@cache
def _ecb() -> CurrencyConverter:
    return CurrencyConverter(decimal=True)


def _ecb_rate(on: date, base: str, quote: str) -> Rate | None:
    ecb = _ecb()
    if not {base, quote} <= ecb.currencies:
        return None
    # The bundled history ends some weeks before today; after that its last day is used, and told. A currency that
    # ended earlier, like the kuna, has no rate then.
    latest = min(on, max(bounds.last_date for bounds in ecb.bounds.values()))
    for days in range(ECB_LOOKS_BACK.days + 1):
        day = latest - timedelta(days=days)
        try:
            return Rate(base, quote, Decimal(ecb.convert(Decimal(1), base, quote, date=day)), day, ECB)
        except RateNotFoundError:
            continue
    return None
