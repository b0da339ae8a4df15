import pytest
from django.db import ProgrammingError, connection, transaction

from prm.lib.ids import uuid7
from prm.matching.models import MatchEntry
from prm.matching.queries import find_matches
from prm.matching.score import Party
from prm.matching.services import index_parties, index_party, remove_parties

ACCOUNTS = "deals.account"
PARTIES = {
    "northwind": Party("Northwind Traders, Inc.", "northwind.com", "Boston", "MA", "US"),
    "novato": Party("City of Novato", "novato.gov", "Novato", "CA"),
    "newark_ca": Party("City of Newark", "newarkca.gov", "Newark", "CA"),
    "newark_de": Party("City of Newark", "newarkde.gov", "Newark", "DE"),
    "bmw": Party("Bayerische Motoren Werke AG", "bmw.de", "München", "", "DE"),
    "ibm": Party("IBM Corp", "ibm.com"),
    "bank": Party("First National Bank", "fnb.example"),
    "gazprom": Party("ОАО «Газпром»", "gazprom.ru"),
}


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        index_parties(ACCOUNTS, [(uuid7(), party) for party in PARTIES.values()])
        yield world


def found(name, **facts):
    matches = find_matches(Party(name, **facts), kinds=[ACCOUNTS])
    return [(match.party.name, match.score.level) for match in matches]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Northwind Traders LLC", "Northwind Traders, Inc."),
        ("NORTHWIND TRADRES", "Northwind Traders, Inc."),
        ("North Wind Traders", "Northwind Traders, Inc."),
        ("City of Novto", "City of Novato"),
        ("BMW", "Bayerische Motoren Werke AG"),
        ("International Business Machines", "IBM Corp"),
        ("1st National Bank", "First National Bank"),
        ("Gazprom", "ОАО «Газпром»"),
    ],
)
def test_one_organization_is_found_however_it_is_written(acme, asked, name):
    assert [found_name for found_name, _level in found(asked)] == [name]


def test_the_domain_finds_an_organization_under_any_name(acme):
    assert found("Bluebird Software", domain="https://shop.northwind.com/") == [("Northwind Traders, Inc.", "possible")]


def test_a_public_body_is_found_in_its_own_state_only(acme):
    matches = find_matches(Party("City of Newark", city="Newark", state="DE"), kinds=[ACCOUNTS])
    assert [(match.party.state, match.score.level) for match in matches] == [("DE", "same")]


@pytest.mark.parametrize("name", ["Zzyzx Holdings", "", "!!!", "City", "' OR 1=1 --", "%", "x" * 5000])
def test_what_is_not_there_is_not_found(acme, name):
    assert found(name) == []


def test_only_the_kinds_asked_for_are_searched_and_the_row_itself_is_left_out(acme):
    own = uuid7()
    index_party("deals.registration", own, PARTIES["northwind"])
    asked = PARTIES["northwind"]
    assert {match.kind for match in find_matches(asked, kinds=[ACCOUNTS])} == {ACCOUNTS}
    assert find_matches(asked, kinds=["deals.registration"], excluding=[own]) == []
    assert [match.target_id for match in find_matches(asked, kinds=["deals.registration"])] == [own]


def test_entering_a_target_again_replaces_it_and_removing_forgets_it(acme):
    target = uuid7()
    index_party(ACCOUNTS, target, Party("Contoso Ltd"))
    index_parties(ACCOUNTS, [(target, Party("Contoso")), (target, Party("Fabrikam"))])
    assert found("Contoso") == []
    assert found("Fabrikam") == [("Fabrikam", "same")]
    remove_parties(ACCOUNTS, [target])
    assert found("Fabrikam") == []


def test_the_surest_match_comes_first(acme):
    index_parties(ACCOUNTS, [(uuid7(), Party("Northwind Traders Group")), (uuid7(), Party("Northwind Traders"))])
    assert found("Northwind Traders") == [
        ("Northwind Traders", "same"),
        ("Northwind Traders, Inc.", "same"),
        ("Northwind Traders Group", "possible"),
    ]


def test_a_vendor_searches_its_own_rows_only(world):
    with world.scope("acme"):
        index_parties(ACCOUNTS, [(uuid7(), PARTIES["northwind"])])
    with world.scope("globex"):
        assert found("Northwind Traders", domain="northwind.com") == []
        index_party(ACCOUNTS, uuid7(), Party("Northwind Traders of Globex"))
        assert [name for name, _level in found("Northwind Traders")] == ["Northwind Traders of Globex"]


@pytest.mark.parametrize("person", ["nina", "bob"])
def test_a_portal_may_neither_read_the_index_nor_search_it(world, person):
    with world.scope("acme"):
        index_parties(ACCOUNTS, [(uuid7(), PARTIES["northwind"])])
    with world.scope(person):
        for ask in (lambda: found("Northwind Traders"), lambda: list(MatchEntry.objects.all())):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                ask()


def test_without_a_vendor_in_scope_the_search_refuses(world, owner_sql):
    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT prm_match_candidates('{a}', 'x', 0.4, '', '', '', '', '', 10)")
    refused = "DO $$ BEGIN PERFORM prm_match_candidates('{a}', 'x', 0.4, '', '', '', '', '', 10);"
    answer = owner_sql(refused + " EXCEPTION WHEN insufficient_privilege THEN NULL; END $$; SELECT 'refused'")
    assert answer.splitlines()[-1] == "refused"
