"""Amounts with their currency, rounding by name, exact splits, periods and dated exchange rates."""

from prm.money.currency import minor_units
from prm.money.rounding import round_money
from prm.money.splitting import split_exact

__all__ = ["minor_units", "round_money", "split_exact"]
