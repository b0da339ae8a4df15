"""Amounts with their currency, rounding by name, periods and dated exchange rates."""

from prm.money.rounding import ROUNDING_RULES, minor_units, round_money

__all__ = ["ROUNDING_RULES", "minor_units", "round_money"]
