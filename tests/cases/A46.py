"""Monthly instalments sum to the annual amount."""

from decimal import Decimal

from prm.money.rounding import round_money
from prm.money.splitting import split_into_instalments
from tests.cases.support import vector

ANNUAL = Decimal("500000")


@vector(0)
def twelve_rounded_instalments(expected):
    assert 12 * round_money(ANNUAL / 12, "USD") == Decimal(expected)


@vector(1)
def the_last_instalment_makes_up_the_difference(expected):
    instalments = split_into_instalments(ANNUAL, 12, "USD")
    assert instalments[:11] == [Decimal("41666.67")] * 11
    assert instalments[11] == Decimal(expected)
    assert sum(instalments) == ANNUAL
