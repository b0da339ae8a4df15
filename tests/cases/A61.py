"""Currency minor units."""

from decimal import Decimal

from prm.lib.errors import Invalid
from prm.money.amounts import accept_amount
from prm.money.rounding import round_money
from tests.cases.support import vector


def answer(text, currency):
    try:
        accept_amount(text, currency)
    except Invalid:
        return "rejected"
    return "accepted"


@vector(0)
def won_with_a_tenth(expected):
    assert answer("11833.2", "KRW") == expected


@vector(1)
def won_with_empty_decimals(expected):
    assert answer("11833.00", "KRW") == expected


@vector(2)
def pesos_with_a_tenth(expected):
    assert answer("11833.2", "COP") == expected


@vector(3)
def a_tenth_of_dinars(expected):
    assert str(round_money(Decimal("12.345") * Decimal("0.10"), "KWD")) == expected


@vector(4)
def a_tenth_of_yen(expected):
    assert str(round_money(Decimal("12345") * Decimal("0.10"), "JPY")) == expected
