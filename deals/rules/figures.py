"""Figures as people write them."""

from decimal import Decimal


def trimmed(value: Decimal) -> Decimal:
    """Without zeros behind the point, and never as 1E+1."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
