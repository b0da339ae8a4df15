"""Currencies: which there are, and how many decimals ISO 4217 gives their smallest unit."""

from functools import cache

from babel.numbers import list_currencies
from django.utils.translation import gettext as _

from prm.lib.errors import Invalid

# ISO 4217. Unicode's data says how amounts are displayed (no cents for ALL or RSD), not what can be owed.
NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
FOUR_DECIMALS = "CLF UYW"
MINOR_UNITS = {
    **dict.fromkeys(NO_DECIMALS.split(), 0),
    **dict.fromkeys(THREE_DECIMALS.split(), 3),
    **dict.fromkeys(FOUR_DECIMALS.split(), 4),
}


@cache
def currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def check_currency(currency: str) -> str:
    """The code itself. Raises Invalid for what is no currency."""
    if currency not in currencies():
        raise Invalid(_("%(code)s is not a currency code.") % {"code": currency or "-"})
    return currency


def minor_units(currency: str) -> int:
    """Decimals of the currency's smallest unit: 2 for EUR, 0 for JPY, 3 for KWD. Raises Invalid for no currency."""
    return MINOR_UNITS.get(check_currency(currency), 2)
