"""Numbers as people read them."""

from decimal import Decimal

from django.utils import formats


def number_text(value: Decimal) -> str:
    """Grouped digits without needless zeros: 12,400 and 4.5."""
    plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    places = max(0, -int(plain.as_tuple().exponent))
    return str(formats.number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True))
