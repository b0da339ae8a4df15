from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prm.lib.errors import Invalid
from prm.money.amounts import Money, accept_amount, sum_money
from prm.money.currency import minor_units
from prm.money.formatting import format_money
from prm.money.rounding import RoundingRule, round_money
from prm.money.splitting import split_exact, split_into_instalments

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
AMOUNTS = st.decimals(-10_000_000, 10_000_000, places=6)
WEIGHTS = st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("currency", "units"),
    [("EUR", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("BHD", 3), ("CLF", 4), ("RSD", 2), ("ALL", 2)],
)
def test_minor_units_follow_iso_4217(currency, units):
    assert minor_units(currency) == units


@pytest.mark.parametrize("code", ["", "EU", "eur", "XYZ"])
def test_no_currency_is_refused(code):
    with pytest.raises(Invalid):
        minor_units(code)


@pytest.mark.parametrize(
    ("rule", "positive", "negative"),
    [
        ("half_up", "0.13", "-0.13"),
        ("half_even", "0.12", "-0.12"),
        ("half_down", "0.12", "-0.12"),
        ("up", "0.13", "-0.13"),
        ("down", "0.12", "-0.12"),
        ("ceiling", "0.13", "-0.12"),
        ("floor", "0.12", "-0.13"),
    ],
)
def test_every_rule_has_its_name(rule, positive, negative):
    assert round_money("0.125", "EUR", rule) == Decimal(positive)
    assert round_money("-0.125", "EUR", rule) == Decimal(negative)


def test_every_rule_is_tested_above():
    assert len(RoundingRule) == 7


def test_floats_are_refused():
    with pytest.raises(TypeError):
        round_money(1.005, "EUR")
    with pytest.raises(TypeError):
        Money(0.1, "EUR")


def test_money_adds_within_one_currency_only():
    assert Money("0.10", "EUR") + Money("0.20", "EUR") == Money("0.30", "EUR")
    assert sum_money([], "JPY") == Money("0", "JPY")
    with pytest.raises(Invalid):
        Money("1", "EUR") + Money("1", "USD")
    with pytest.raises(Invalid):
        assert Money("1", "EUR") < Money("1", "USD")


@pytest.mark.parametrize("text", ["11833.2", "abc", "", "NaN", "Infinity", "1e400"])
def test_amounts_that_cannot_be_paid_are_refused(text):
    with pytest.raises(Invalid):
        accept_amount(text, "KRW")


def test_a_split_gives_the_odd_cent_to_the_largest_remainder():
    assert split_exact("100", [1, 1, 1], "EUR") == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert split_exact("100", [1, 2, 3], "JPY") == [Decimal(17), Decimal(33), Decimal(50)]
    assert split_exact("0.05", [50, 30, 20], "USD") == [Decimal("0.03"), Decimal("0.01"), Decimal("0.01")]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1]])
def test_weights_that_divide_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="Weights"):
        split_exact("1", weights, "EUR")


@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_parts_add_up_to_the_rounded_total(total, weights, currency):
    assert sum(split_exact(total, weights, currency)) == round_money(total, currency)


@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_no_part_is_a_whole_unit_off_its_share(total, weights, currency):
    unit = Decimal(1).scaleb(-minor_units(currency))
    pool = round_money(total, currency)
    for part, weight in zip(split_exact(total, weights, currency), weights, strict=True):
        assert abs(part - pool * weight / sum(weights)) < unit


@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_a_reversal_undoes_each_part(total, weights, currency):
    there, back = split_exact(total, weights, currency), split_exact(-total, weights, currency)
    assert [one + two for one, two in zip(there, back, strict=True)] == [0] * len(weights)


@given(AMOUNTS, st.integers(1, 60), CURRENCIES)
def test_instalments_add_up_and_only_the_last_differs(total, count, currency):
    parts = split_into_instalments(total, count, currency)
    assert sum(parts) == round_money(total, currency)
    assert len(set(parts[:-1])) <= 1


@given(AMOUNTS, CURRENCIES)
def test_half_up_is_the_same_on_both_sides_of_zero(amount, currency):
    assert round_money(-amount, currency) == -round_money(amount, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("1234.5", "USD", "en-us", "$1,234.50"),
        ("-1234.5", "EUR", "de", "-1.234,50\xa0€"),
        ("1234.5", "JPY", "en-us", "¥1,234"),
        ("1.2345", "KWD", "en-us", "KWD1.234"),
        ("1", "RSD", "en-us", "RSD1.00"),
    ],
)
def test_amounts_are_written_with_all_decimals_of_their_currency(amount, currency, language, text):
    assert format_money(round_money(amount, currency, "down"), currency, language) == text
