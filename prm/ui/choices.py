"""Choices many forms offer: countries and currencies by their names in the reader's language."""

from functools import cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, to_locale

# The currencies business is settled in; the full list of the world's would hide them.
CURRENCIES = [
    "USD",
    "EUR",
    "GBP",
    "CHF",
    "AUD",
    "BRL",
    "CAD",
    "CNY",
    "CZK",
    "DKK",
    "HKD",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "JPY",
    "KRW",
    "MXN",
    "MYR",
    "NOK",
    "NZD",
    "PHP",
    "PLN",
    "RON",
    "SEK",
    "SGD",
    "THB",
    "TRY",
    "TWD",
    "ZAR",
]


@cache
def _names(language: str) -> tuple[tuple[str, str], ...]:
    territories = Locale.parse(to_locale(language)).territories
    # "001" and the like are regions of the world.
    known = [(code, name) for code, name in territories.items() if len(code) == 2 and code.isalpha()]
    return tuple(sorted(known, key=lambda item: item[1]))


def country_choices() -> list[tuple[str, str]]:
    return list(_names(get_language() or settings.LANGUAGE_CODE))


def country_name(code: str) -> str:
    return dict(_names(get_language() or settings.LANGUAGE_CODE)).get(code, code)


def currency_choices() -> list[tuple[str, str]]:
    names = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE)).currencies
    return [(code, f"{code} - {names.get(code, code)}") for code in CURRENCIES]
