"""Split rounding: a pool is rounded once and its parts add up to it."""

from decimal import Decimal

from prm.money.rounding import round_money
from prm.money.splitting import split_exact
from tests.cases.support import vector

POOL = Decimal("88.20") * Decimal("0.02")


@vector(0)
def each_of_two_reps(expected):
    assert round_money(POOL * Decimal("0.50"), "USD") == Decimal(expected)
    assert split_exact(POOL, [50, 50], "USD") == [Decimal(expected)] * 2


@vector(1)
def the_pool_paid_in_total(expected):
    assert sum(split_exact(POOL, [50, 50], "USD")) == Decimal(expected)
