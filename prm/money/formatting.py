"""Amounts as people read them, by Unicode's data for their language."""

from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency
from django.utils.translation import get_language, to_locale

from prm.money.currency import minor_units


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_US")


def format_money(amount: Decimal, currency: str, language: str = "") -> str:
    """The amount with all decimals its currency has: "$1,234.50", "1.234,50 €", "¥1,235"."""
    locale = _locale(language or get_language() or "en-us")
    decimals = "." + "0" * minor_units(currency) if minor_units(currency) else ""
    pattern = locale.currency_formats["standard"].pattern.split(";")[0]
    number = pattern.replace("#,##0.00", f"#,##0{decimals}")
    return str(format_currency(amount, currency, format=number, locale=locale, currency_digits=False))
