from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.enums import BandMode, RateUnit
from incentives.rules.bands import Band, apply_bands, band_faults

CARD = (Band(D(0), D(500), D(0)), Band(D(500), D(1000), D(2)), Band(D(1000), None, D(3)))


def earn(quantity, mode, bands=CARD, unit=RateUnit.PER_UNIT):
    return apply_bands(D(quantity), bands, mode=mode, unit=unit)


@pytest.mark.parametrize(
    ("mode", "amount"),
    [(BandMode.MARGINAL, 1600), (BandMode.RETROACTIVE, 3600), (BandMode.WHOLE_AT_THRESHOLD, 3600)],
)
def test_one_card_read_three_ways(mode, amount):
    assert earn(1200, mode).amount == amount


def test_lower_bounds_are_inclusive():
    assert earn(1000, BandMode.RETROACTIVE).amount == 3000
    assert earn("999.99", BandMode.RETROACTIVE).amount == D("1999.98")


def test_below_the_first_threshold_nothing_is_earned():
    bands = (Band(D(1000), None, D(10)),)
    assert earn(999, BandMode.WHOLE_AT_THRESHOLD, bands, RateUnit.PERCENT).amount == 0
    assert earn(1000, BandMode.WHOLE_AT_THRESHOLD, bands, RateUnit.PERCENT).amount == 100


def test_it_says_what_is_missing_to_the_next_band():
    result = earn(900, BandMode.RETROACTIVE)
    assert (result.reached.lower, result.next_band.lower, result.short_of_next(D(900))) == (500, 1000, 100)
    assert earn(1200, BandMode.MARGINAL).short_of_next(D(1200)) is None


def test_faults_are_told_in_words():
    assert band_faults(CARD) == []
    assert band_faults([Band(D(0), D(5), D(1)), Band(D(6), None, D(2))]) == ["Nothing covers 5 to 6."]
    assert band_faults([Band(D(0), D(7), D(1)), Band(D(6), None, D(2))]) == ["The bands from 0 and from 6 overlap."]
    assert band_faults([Band(D(5), D(5), D(1))]) == ["The band from 5 ends at 5, before it begins."]


quantities = st.decimals(0, 10_000, places=2)


@given(quantities, quantities)
def test_more_never_earns_less_on_rising_marginal_bands(one, other):
    low, high = sorted((one, other))
    assert earn(low, BandMode.MARGINAL).amount <= earn(high, BandMode.MARGINAL).amount


@given(quantities)
def test_marginal_steps_cover_the_quantity_exactly(quantity):
    result = earn(quantity, BandMode.MARGINAL)
    assert sum(step.quantity for step in result.steps) == quantity
    assert sum(step.amount for step in result.steps) == result.amount
