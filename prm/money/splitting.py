"""Splitting amounts so that the parts add up to the whole, to the last cent."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from prm.money.rounding import RoundingRule, exact, round_money, smallest_unit


def split_exact(
    total: Decimal | int | str, weights: Sequence[Decimal | int], currency: str, rule: str = RoundingRule.HALF_UP
) -> list[Decimal]:
    """Parts of the total in proportion to the weights, by largest remainder; they sum to the rounded total exactly.

    The total is rounded once, by the named rule. Equal remainders go to the earlier part. A negative total gives the
    mirror image, so that a reversal undoes each part. Raises ValueError for a negative weight or none above zero.
    """
    shares = [exact(weight) for weight in weights]
    if any(share < 0 for share in shares) or not any(shares):
        raise ValueError("Weights must not be negative, and one must be above zero.")
    pool = round_money(total, currency, rule)
    sign, size, unit = (-1 if pool < 0 else 1), abs(pool), smallest_unit(currency)
    whole = sum(shares)
    ideal = [size * share / whole for share in shares]
    parts = [value.quantize(unit, rounding=ROUND_DOWN) for value in ideal]
    missing = int((size - sum(parts)) / unit)
    by_remainder = sorted(range(len(parts)), key=lambda n: (parts[n] - ideal[n], n))
    for n in by_remainder[:missing]:
        parts[n] += unit
    return [sign * part for part in parts]


def split_into_instalments(
    total: Decimal | int | str, count: int, currency: str, rule: str = RoundingRule.HALF_UP
) -> list[Decimal]:
    """Equal instalments, of which the last makes up the difference: 500,000 in 12 is 11 x 41,666.67 and 41,666.63."""
    if count < 1:
        raise ValueError("At least one instalment is needed.")
    pool = round_money(total, currency, rule)
    each = round_money(pool / count, currency, rule)
    return [each] * (count - 1) + [pool - each * (count - 1)]
