from datetime import date
from decimal import Decimal

import pytest

from prm.imports import cleaners


@pytest.mark.parametrize(
    ("clean", "text", "value"),
    [
        (cleaners.clean_decimal, "1,250.50", Decimal("1250.50")),
        (cleaners.clean_decimal, "1.250,50", Decimal("1250.50")),
        (cleaners.clean_decimal, "1 250,50", Decimal("1250.50")),
        (cleaners.clean_decimal, "1'250.50", Decimal("1250.50")),
        (cleaners.clean_decimal, "1.250.000", Decimal("1250000")),
        (cleaners.clean_decimal, "0.125", Decimal("0.125")),
        (cleaners.clean_decimal, "-12,5", Decimal("-12.5")),
        (cleaners.clean_integer, "1200", 1200),
        (cleaners.clean_date, "2026-03-31", date(2026, 3, 31)),
        (cleaners.clean_date, "31.03.2026", date(2026, 3, 31)),
        (cleaners.clean_date, "3/31/2026", date(2026, 3, 31)),
        (cleaners.clean_date, "31/3/2026", date(2026, 3, 31)),
        (cleaners.clean_date, "2026-03-31 00:00:00", date(2026, 3, 31)),
        (cleaners.clean_domain, "https://www.Acme.com/x", "acme.com"),
        (cleaners.clean_country, "Deutschland", "DE"),
        (cleaners.clean_country, "us", "US"),
        (cleaners.clean_currency, "eur", "EUR"),
        (cleaners.clean_boolean, "Ja", True),
        (cleaners.clean_boolean, "0", False),
        (cleaners.clean_text, "  a \n b ", "a b"),
        (cleaners.one_of({"open": "Open", "won": "Closed won"}), "closed WON", "won"),
    ],
)
def test_text_becomes_a_value(clean, text, value):
    assert clean(text) == value


@pytest.mark.parametrize(
    ("clean", "text"),
    [
        (cleaners.clean_decimal, "1.250"),
        (cleaners.clean_decimal, "1,250"),
        (cleaners.clean_decimal, "abc"),
        (cleaners.clean_decimal, "NaN"),
        (cleaners.clean_decimal, "1e400"),
        (cleaners.clean_integer, "1.5"),
        (cleaners.clean_date, "3/4/2026"),
        (cleaners.clean_date, "2026-02-30"),
        (cleaners.clean_date, "soon"),
        (cleaners.clean_domain, "localhost"),
        (cleaners.clean_country, "Atlantis"),
        (cleaners.clean_currency, "XYZ"),
        (cleaners.clean_email, "nobody"),
        (cleaners.clean_boolean, "perhaps"),
        (cleaners.clean_text, "x" * 501),
        (cleaners.one_of({"open": "Open"}), "closed"),
    ],
)
def test_what_cannot_be_read_one_way_is_refused(clean, text):
    with pytest.raises(ValueError, match=r"\w"):
        clean(text)
