"""Rounding by named rule. The default is half up, away from zero, so that a reversal nets to zero."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from prm.money.currency import minor_units


class RoundingRule(TextChoices):
    HALF_UP = "half_up", _("Half up, away from zero")
    HALF_EVEN = "half_even", _("Half to the even digit")
    HALF_DOWN = "half_down", _("Half down, towards zero")
    UP = "up", _("Always up, away from zero")
    DOWN = "down", _("Always down, towards zero")
    CEILING = "ceiling", _("To the higher amount")
    FLOOR = "floor", _("To the lower amount")


MODES = {
    RoundingRule.HALF_UP: ROUND_HALF_UP,
    RoundingRule.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingRule.HALF_DOWN: ROUND_HALF_DOWN,
    RoundingRule.UP: ROUND_UP,
    RoundingRule.DOWN: ROUND_DOWN,
    RoundingRule.CEILING: ROUND_CEILING,
    RoundingRule.FLOOR: ROUND_FLOOR,
}

# What the ledger's columns hold.
TOO_LARGE = Decimal(10) ** 15


def exact(amount: Decimal | int | str) -> Decimal:
    """The amount as a Decimal. A binary float is refused, since it is not the number that was written."""
    if isinstance(amount, float):
        raise TypeError("Money is never a float: 1.005 would become 1.00.")
    return Decimal(amount)


def smallest_unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_units(currency))


def round_money(amount: Decimal | int | str, currency: str, rule: str = RoundingRule.HALF_UP) -> Decimal:
    """The amount at the currency's smallest unit, by the named rule."""
    return exact(amount).quantize(smallest_unit(currency), rounding=MODES[RoundingRule(rule)])


def is_payable(amount: Decimal | int | str, currency: str) -> bool:
    """Whether the amount can be paid as it is: 11833.00 KRW can, 11833.2 KRW cannot."""
    value = exact(amount)
    if not value.is_finite() or abs(value) >= TOO_LARGE:
        return False
    return value == value.quantize(smallest_unit(currency), rounding=ROUND_DOWN)
