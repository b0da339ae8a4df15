from datetime import date
from decimal import Decimal

import pytest

from prm.audit.models import AuditEntry
from prm.lib.errors import Forbidden, Invalid
from prm.money.amounts import Money
from prm.money.fx import RateMissing, convert, rate
from prm.money.models import FxRate
from prm.money.services import RateInput, set_rates

FRIDAY, SUNDAY = date(2025, 3, 14), date(2025, 3, 16)


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        yield world


def own(world, value, on=FRIDAY, base="EUR", quote="USD"):
    return set_rates(
        [RateInput(base, quote, on, Decimal(value))], actor=world.actor("fay"), at=world.now, source="Treasury"
    )


def test_the_reference_rate_of_a_sunday_is_fridays_and_says_so(acme):
    found = rate(SUNDAY, "EUR", "USD")
    assert (found.value, found.on, found.source) == (Decimal("1.0889"), FRIDAY, "ECB")


def test_a_currency_is_one_of_itself(acme):
    assert rate(FRIDAY, "JPY", "JPY").value == 1


def test_the_vendors_own_rate_comes_first(acme):
    own(acme, "1.2")
    found = convert(Money("100", "EUR"), "USD", SUNDAY)
    assert (found.rounded(), found.rate.on, found.rate.source) == (Money("120.00", "USD"), FRIDAY, "Treasury")


def test_an_own_rate_counts_the_other_way_round(acme):
    own(acme, "1.25")
    assert convert(Money("125", "USD"), "EUR", FRIDAY).rounded() == Money("100.00", "EUR")


def test_an_own_rate_counts_from_its_day_on(acme):
    own(acme, "1.2")
    assert rate(date(2025, 3, 13), "EUR", "USD").source == "ECB"
    assert rate(date(2025, 4, 20), "EUR", "USD").source == "Treasury"
    assert rate(date(2025, 6, 2), "EUR", "USD").source == "ECB"


def test_entering_a_day_again_replaces_its_rate(acme):
    own(acme, "1.2")
    own(acme, "1.3")
    assert [row.rate for row in FxRate.objects.all()] == [Decimal("1.3")]
    assert AuditEntry.objects.filter(action="money.rates_set").count() == 2


@pytest.mark.parametrize(
    ("on", "base", "quote"), [(date(1990, 1, 1), "EUR", "USD"), (FRIDAY, "EUR", "RUB"), (FRIDAY, "KWD", "EUR")]
)
def test_where_there_is_no_rate_nothing_is_guessed(acme, on, base, quote):
    with pytest.raises(RateMissing):
        rate(on, base, quote)


@pytest.mark.parametrize(("value", "quote"), [("0", "USD"), ("-1", "USD"), ("1", "EUR"), ("1", "XYZ"), ("NaN", "USD")])
def test_a_rate_that_is_none_is_refused(acme, value, quote):
    with pytest.raises(Invalid):
        own(acme, value, quote=quote)
    assert not FxRate.objects.exists()


def test_rates_are_finance_work(acme):
    with pytest.raises(Forbidden):
        set_rates([], actor=acme.actor("sam"), at=acme.now)


def test_another_vendor_sees_none_of_them(world):
    with world.scope("acme"):
        own(world, "1.2")
    with world.scope("globex"):
        assert rate(FRIDAY, "EUR", "USD").source == "ECB"
        assert not FxRate.objects.exists()
