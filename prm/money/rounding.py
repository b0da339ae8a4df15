"""Minor units of currencies and the named rounding rules of plans."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

from babel.numbers import get_currency_precision

# Babel follows CLDR's use in practice; ISO 4217 gives these their minor units, and a bank file asks for those.
ISO_MINOR_UNITS = {"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4}
ROUNDING_RULES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}


def minor_units(currency: str) -> int:
    """Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD."""
    return ISO_MINOR_UNITS.get(currency) or get_currency_precision(currency)


def round_money(amount: Decimal, currency: str, *, rule: str = "half_up") -> Decimal:
    """The amount at its currency's minor unit by a named rule. Raises KeyError for a rule that does not exist."""
    return amount.quantize(Decimal(1).scaleb(-minor_units(currency)), rounding=ROUNDING_RULES[rule])
