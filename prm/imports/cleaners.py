"""Turns the text of a cell into a value. Each raises ValueError with a sentence about what was expected."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from prm.lib.addresses import validate_address
from prm.matching.domains import registrable_domain
from prm.matching.places import country_code
from prm.money.currency import currencies

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "si"})
NO = frozenset({"no", "n", "false", "0", "nein", "non"})
# What systems write where there is nothing.
BLANKS = frozenset({"(blank)", "n/a", "na", "null", "none", "-", "--", "#n/a"})


def is_blank(text: str) -> bool:
    return not text or text.lower() in BLANKS


def clean_text(text: str) -> str:
    """The text on one line; longer than 500 characters is refused."""
    return limited_text(500)(text)


def limited_text(most: int) -> Callable[[str], str]:
    def clean(text: str) -> str:
        text = " ".join(text.split())
        if len(text) > most:
            raise ValueError(_("is longer than %(most)s characters") % {"most": most})
        return text

    return clean


def clean_email(text: str) -> str:
    try:
        validate_address(text)
    except ValidationError as error:
        if error.code == "undeliverable":
            raise ValueError(
                _("is not an e-mail address that mail reaches: it has other than plain letters before the @")
            ) from None
        raise ValueError(_("is not an e-mail address")) from None
    return text


def clean_domain(text: str) -> str:
    """The registrable domain of a domain, web address or e-mail."""
    domain = registrable_domain(text)
    if not domain:
        raise ValueError(_("is not a web domain"))
    return domain


def clean_country(text: str) -> str:
    """The two-letter code of a country written as code or name."""
    code = country_code(text)
    if len(code) != 2:
        raise ValueError(_("is not a country (write its two-letter code)"))
    return code.upper()


def clean_currency(text: str) -> str:
    code = text.upper()
    if code not in currencies():
        raise ValueError(_("is not a currency code like USD or EUR"))
    return code


def clean_integer(text: str) -> int:
    number = clean_decimal(text)
    if number != number.to_integral_value():
        raise ValueError(_("is not a whole number"))
    return int(number)


def clean_decimal(text: str) -> Decimal:
    """A number as English, German, French or Swiss files write it: 1,250.50, 1.250,50, 1 250,50 or 1'250.50.

    One separator with exactly three digits behind it ("1.250") may be either; it is refused rather than guessed.
    """
    digits = re.sub(r"[\s\u00a0\u202f'’_]", "", text)
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", digits):
        raise ValueError(_("may be thousands or decimals (write 1250 or 1250.00)"))
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})*,\d+|[+-]?\d+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise ValueError(_("is not a number")) from None
    if not number.is_finite() or abs(number) >= 10**15:
        raise ValueError(_("is not a number"))
    return number


def clean_date(text: str) -> date:
    """2026-03-31 or 31.03.2026; with slashes only where one part can only be a day."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?", text):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        day, month, year = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        month, day, year = match.groups()
        if int(month) > 12:
            month, day = day, month
        elif int(day) <= 12 and day != month:
            raise ValueError(_("may be read two ways (write 2026-03-31)"))
    else:
        raise ValueError(_("is not a date (write 2026-03-31)"))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(_("is not a date (write 2026-03-31)")) from None


def clean_boolean(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError(_("is neither yes nor no"))


def one_of(choices: Mapping[str, Any]) -> Callable[[str], str]:
    """A value of a list, written as its value or as its label."""

    def clean(text: str) -> str:
        wanted = text.casefold()
        for value, label in choices.items():
            if wanted in (value.casefold(), str(label).casefold()):
                return value
        raise ValueError(_("is none of: %(choices)s") % {"choices": ", ".join(map(str, choices.values()))})

    return clean
