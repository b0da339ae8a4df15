import pytest

from prm.matching.domains import brand, company_domain, registrable_domain
from prm.matching.places import Place, contradiction, country_code, normalize_place


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Acme.co.uk/about?x=1", "acme.co.uk"),
        ("joe.bloggs@sales.acme.com", "acme.com"),
        ("ACME.COM.", "acme.com"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("shop.github.io", "shop.github.io"),
        ("localhost", ""),
        ("10.0.0.1", ""),
        ("not a domain", ""),
        ("", ""),
    ],
)
def test_the_registrable_domain_of_whatever_was_typed(text, domain):
    assert registrable_domain(text) == domain


def test_a_mail_service_says_nothing_about_the_organization():
    assert [company_domain(text) for text in ("joe@gmail.com", "joe@acme.com")] == ["", "acme.com"]


def test_one_brand_under_two_endings():
    assert brand("siemens.com") == brand("siemens.co.uk") == "siemens"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("LA HABRA", "CA", "US"), ("La Habra", "California", "United States")),
        (("St. Paul", "Minn", ""), ("Saint Paul", "Minn", "")),
        (("McKinney", "TX", ""), ("Mckinney", "texas", "USA")),
        (("Zürich", "", "Schweiz"), ("Zurich", "", "CH")),
    ],
)
def test_one_place_written_twice_does_not_contradict(one, two):
    assert contradiction(normalize_place(*one), normalize_place(*two)) == ""


@pytest.mark.parametrize(
    ("one", "two", "differs"),
    [
        (("Newark", "CA", ""), ("Newark", "DE", ""), "state"),
        (("Springfield", "", "US"), ("Springfield", "", "AU"), "country"),
        (("Boston", "MA", ""), ("Salem", "MA", ""), "city"),
        (("Boston", "", ""), ("", "MA", ""), ""),
    ],
)
def test_the_widest_part_in_which_two_places_differ(one, two, differs):
    assert contradiction(normalize_place(*one), normalize_place(*two)) == differs


@pytest.mark.parametrize(
    ("text", "code"), [("Germany", "de"), ("Deutschland", "de"), ("DE", "de"), ("UK", "gb"), ("", "")]
)
def test_countries_by_code_or_name(text, code):
    assert country_code(text) == code


def test_a_german_state_is_not_an_american_one():
    assert normalize_place("", "Bayern", "DE") == Place("", "by", "de")
