"""Decimal, not binary float; half up by default."""

from decimal import Decimal

from prm.money.amounts import Money
from prm.money.rounding import round_money
from tests.cases.support import vector


@vector(0)
def a_half_cent_that_a_float_loses(expected):
    assert str(round_money("1.005", "USD")) == expected


@vector(1)
def a_sum_that_a_float_misses(expected):
    total = Money("0.1", "USD") + Money("0.2", "USD")
    assert total == Money(Decimal("0.3"), "USD")
    assert str(total.rounded().amount) == expected


@vector(2)
def a_half_cent_above_an_odd_cent(expected):
    assert " / ".join(str(round_money("2.675", "USD", rule)) for rule in ("half_up", "half_even")) == expected


@vector(3)
def a_half_cent_above_an_even_cent(expected):
    assert " / ".join(str(round_money("0.125", "USD", rule)) for rule in ("half_up", "half_even")) == expected


@vector(4)
def a_negative_half_cent(expected):
    assert str(round_money("-0.005", "USD")) == expected
    assert round_money("-0.005", "USD") + round_money("0.005", "USD") == 0
