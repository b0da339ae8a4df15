import pytest

from prm.imports.exchange_rates import EXCHANGE_RATES
from prm.imports.kinds import ImportField, ImportKind
from prm.imports.mapping import suggest_mapping

ACCOUNTS = ImportKind(
    name="test.accounts",
    label="Accounts",
    permission="test.import",
    load=lambda rows, **_: None,
    fields=(
        ImportField("name", "Name", True, ("organization name", "company", "account name", "customer")),
        ImportField("domain", "Web domain", False, ("domain name", "website", "url")),
        ImportField("kind", "Type", False, ("domain type", "segment")),
        ImportField("organization", "Parent organization", False, ("suborganization name", "parent")),
        ImportField("city", "City", False, ("town",)),
        ImportField("region", "State", False, ("province", "region")),
    ),
)


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (
            ["Domain name", "Domain type", "Organization name", "Suborganization name", "City", "State", "E-mail"],
            {"domain": 0, "kind": 1, "name": 2, "organization": 3, "city": 4, "region": 5},
        ),
        (["NAME", "Web-Domain", " town "], {"name": 0, "domain": 1, "city": 2}),
        (["Acount Name", "Websit", "Citty"], {"name": 0, "domain": 1}),
        (["Company", "Name"], {"name": 1}),
        (["error", "Company"], {"name": 1}),
        (["x", "y"], {}),
        (["", ""], {}),
    ],
)
def test_headings_are_recognized(header, mapping):
    assert suggest_mapping(header, ACCOUNTS) == mapping


def test_what_was_mapped_last_time_comes_first():
    assert suggest_mapping(["Name", "Title"], ACCOUNTS, {"Title": "name"}) == {"name": 1}


def test_each_column_serves_one_field():
    mapping = suggest_mapping(["Currency", "Currency (2)", "Date", "Rate"], EXCHANGE_RATES)
    assert sorted(mapping.values()) == sorted(set(mapping.values()))
