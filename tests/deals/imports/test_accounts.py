import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deals.models import CustomerAccount
from deals.services.account import update_account
from deals.services.account_load import load_accounts
from deals.services.match_index import ACCOUNT
from prm.audit.models import AuditEntry
from prm.imports import queries
from prm.imports.models import ImportBatch
from prm.imports.services.run import start_import, start_undo, work_through
from prm.imports.services.upload import set_mapping, upload_file
from prm.launch.paths import ROOT
from prm.lib.errors import Forbidden, Invalid
from prm.matching.models import MatchEntry
from prm.matching.queries import find_matches
from prm.matching.score import Party
from prm.outbox.models import OutboxEvent
from tests.support.deals import approved

HEADER = "Domain name,Domain type,Organization name,Suborganization name,City,State,Security contact email\n"
FILE = (
    HEADER
    + "fcwa.gov,County,Fulton County Water Authority,,Atlanta,GA,(blank)\n"
    + "noaa.gov,Federal - Executive,Department of Commerce,National Oceanic and Atmospheric Administration,"
    + "Silver Spring,MD,(blank)\n"
    + '36thdistrictcourtmi.gov,City,"36th District Court, Detroit",,Detroit,MI,(blank)\n'
)
REAL = ROOT.parent / "shared" / "data" / "gov-accounts" / "accounts.csv"


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        yield world


def checked(world, content=FILE, person="sam", mapping=None):
    content = content if isinstance(content, bytes) else content.encode()
    actor = world.actor(person)
    batch = upload_file("deals.accounts", content, name="accounts.csv", actor=actor, at=world.now)
    batch = set_mapping(batch, mapping or batch.mapping, actor=actor, at=world.now)
    return work_through(batch, actor=actor, at=world.now)


def imported(world, content=FILE):
    batch = start_import(checked(world, content), actor=world.actor("sam"), at=world.now)
    return work_through(batch, actor=world.actor("sam"), at=world.now)


def undone(world, batch):
    batch = start_undo(batch, actor=world.actor("sam"), at=world.now)
    return work_through(batch, actor=world.actor("sam"), at=world.now)


def counts(batch):
    return (batch.created_count, batch.updated_count, batch.unchanged_count, batch.error_count)


def accounts(*fields):
    return sorted(CustomerAccount.objects.values_list(*fields))


def refusals(batch):
    return [(issue.line, issue.message) for issue in queries.issues_for(batch)]


def test_the_published_headings_are_recognized(acme):
    batch = upload_file("deals.accounts", FILE.encode(), actor=acme.actor("sam"), at=acme.now)
    assert batch.mapping == {"domain": 0, "kind": 1, "name": 2, "unit": 3, "city": 4, "region": 5}


def test_a_trial_says_what_would_happen_and_touches_nothing(acme):
    batch = checked(acme)
    assert (batch.status, *counts(batch)) == ("checked", 3, 0, 0, 0)
    assert not CustomerAccount.objects.exists()
    assert not MatchEntry.objects.exists()
    assert not OutboxEvent.objects.filter(name="deals.AccountsImported").exists()


def test_the_accounts_come_in_and_a_unit_is_an_account_under_its_organization(acme):
    batch = imported(acme)
    assert (batch.status, *counts(batch), batch.percent) == ("done", 3, 0, 0, 0, 100)
    assert accounts("domain", "name", "organization", "city", "region", "country") == [
        ("36thdistrictcourtmi.gov", "36th District Court, Detroit", "", "Detroit", "MI", "US"),
        ("fcwa.gov", "Fulton County Water Authority", "", "Atlanta", "GA", "US"),
        (
            "noaa.gov", "National Oceanic and Atmospheric Administration", "Department of Commerce", "Silver Spring",
            "MD", "US",
        ),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(action="account.loaded").count() == 1
    event = OutboxEvent.objects.get(name="deals.AccountsImported")
    assert (event.payload["created"], event.payload["updated"]) == (3, 0)


def test_the_matcher_finds_what_was_imported_and_follows_a_change(acme):
    imported(acme)
    party = Party(name="Fulton Cnty. Water Auth.", city="Atlanta", state="GA", country="US")
    assert [match.party.domain for match in find_matches(party, kinds=[ACCOUNT])] == ["fcwa.gov"]
    imported(acme, HEADER + "fcwa.gov,County,Harlan Paper Mill,,Atlanta,GA,\n")
    assert find_matches(party, kinds=[ACCOUNT]) == []
    found = find_matches(Party(name="Harlan Papermill"), kinds=[ACCOUNT])
    assert [match.party.domain for match in found] == ["fcwa.gov"]


def test_the_same_file_again_changes_nothing(acme):
    imported(acme)
    before = accounts("pk", "ref", "name", "created_at")
    assert counts(imported(acme)) == (0, 0, 3, 0)
    assert accounts("pk", "ref", "name", "created_at") == before
    assert AuditEntry.objects.filter(action="account.loaded").count() == 1


def test_an_empty_cell_and_a_missing_column_leave_what_is_there(acme):
    imported(acme)
    CustomerAccount.objects.filter(domain="fcwa.gov").update(is_customer=True, tax_id="GA-1")
    batch = imported(acme, "Company,Website,City\nFulton Water,https://www.FCWA.gov/about,\n")
    assert counts(batch) == (0, 1, 0, 0)
    row = CustomerAccount.objects.get(domain="fcwa.gov")
    assert (row.name, row.city, row.region, row.kind, row.tax_id, row.is_customer) == (
        "Fulton Water", "Atlanta", "GA", "County", "GA-1", True,
    )  # fmt: skip


def test_without_a_domain_name_and_place_recognize_an_account(acme):
    content = "Name,State,Existing customer\nAdams County,CO,yes\nAdams County,MS,no\nADAMS  County,co,\n"
    batch = imported(acme, content)
    assert counts(batch) == (2, 0, 0, 1)
    assert refusals(batch) == [(4, "Stands in this file already, with the same domain or the same name and place")]
    assert accounts("region", "is_customer") == [("CO", True), ("MS", False)]


def test_each_row_says_what_is_wrong_with_it_and_the_others_come_in(acme):
    content = (
        HEADER
        + "good.gov,City,Good,,,,\n"
        + "not a domain,City,Bad Domain,,,,\n"
        + "nameless.gov,City,(blank),,,,\n"
        + f"long.gov,City,{'x' * 201},,,,\n"
        + "GOOD.gov,City,Good again,,,,\n"
        + "=cmd|'/c calc'!a0.gov,City,Formula,,,,\n"
    )
    batch = imported(acme, content)
    assert (batch.status, *counts(batch)) == ("done", 1, 0, 0, 5)
    assert refusals(batch) == [
        (3, "Web domain is not a web domain: not a domain"),
        (4, "Name is missing"),
        (5, f"Name is longer than 200 characters: {'x' * 60}"),
        (6, "Stands in line 2 already"),
        (7, "Web domain is not a web domain: =cmd|'/c calc'!a0.gov"),
    ]
    assert accounts("name") == [("Good",)]


def test_a_formula_stays_text_and_leaves_neutralized(world):
    name = '=HYPERLINK("http://evil.example","x")'
    with world.scope("acme"):
        imported(world, f'Name,City\n"{name.replace(chr(34), chr(34) * 2)}",@SUM(1)\n<script>alert(1)</script>,Ulm\n')
        assert accounts("name", "city") == [("<script>alert(1)</script>", "Ulm"), (name, "@SUM(1)")]
    sam = world.client("sam")
    path = reverse("workspace:deals:account-list", kwargs={"vendor": "acme"})
    exported = sam.get(path, {"export": "csv"})
    assert exported["Content-Type"].startswith("text/csv")
    text = exported.content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "'@SUM(1)" in text
    assert "<script>alert" not in sam.get(path).content.decode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"Name,City\n", "no-rows"),
        (b"Name,City\nAcme\x00Corp,Ulm\n", "wrong-format"),
        (b"%PDF-1.7\nName,City\nA,B\n", "wrong-format"),
        (b"PK\x03\x04 no archive", "unreadable"),
        (b"Name,City\nCaf\x81,Ulm\n", "wrong-encoding"),
        (b"Name,City\n" + b"x" * 20_001 + b",Ulm\n", "unreadable"),
        (b"Name,City\nA,B,C\n", "ragged"),
    ],
    ids=["empty", "header-only", "nul", "pdf", "broken-xlsx", "encoding", "huge-field", "ragged"],
)
def test_what_is_no_table_is_refused_before_anything_is_kept(acme, content, code):
    with pytest.raises(Invalid) as refused:
        upload_file("deals.accounts", content, actor=acme.actor("sam"), at=acme.now)
    assert refused.value.code == code
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_umlauts_arrive_whatever_encoding_a_spreadsheet_chose(acme, encoding):
    imported(acme, "Name;City;Country\nStadtwerke Münster;Münster;Germany\n".encode(encoding))
    assert accounts("name", "city", "country") == [("Stadtwerke Münster", "Münster", "DE")]


def test_undo_takes_the_accounts_and_their_match_entries_back(acme):
    batch = undone(acme, imported(acme))
    assert (batch.status, batch.undone_count, batch.kept_count) == ("undone", 3, 0)
    assert not CustomerAccount.objects.exists()
    assert not MatchEntry.objects.exists()


def test_undo_restores_what_an_import_changed_for_the_matcher_too(acme):
    imported(acme)
    batch = undone(acme, imported(acme, HEADER + "fcwa.gov,County,Harlan Paper Mill,,,,\n"))
    assert (batch.undone_count, batch.kept_count) == (1, 0)
    assert CustomerAccount.objects.get(domain="fcwa.gov").name == "Fulton County Water Authority"
    assert MatchEntry.objects.get(domain="fcwa.gov").name == "Fulton County Water Authority"


def test_undo_keeps_what_someone_worked_on_and_what_a_deal_stands_on(world):
    with world.scope("acme"):
        batch = imported(world)
        edited = CustomerAccount.objects.get(domain="noaa.gov")
        update_account(edited, {"city": "Washington"}, actor=world.actor("sam"), at=world.now)
    row = approved(world)
    with world.scope("acme"):
        assert row.account.domain == "fcwa.gov"
        batch = undone(world, batch)
        assert (batch.status, batch.undone_count, batch.kept_count) == ("undone", 1, 2)
        assert accounts("domain") == [("fcwa.gov",), ("noaa.gov",)]


def test_only_who_manages_accounts_imports_them(acme):
    for person in ("fay", "vera"):
        with pytest.raises(Forbidden):
            upload_file("deals.accounts", FILE.encode(), actor=acme.actor(person), at=acme.now)
    with pytest.raises(Forbidden):
        load_accounts([{"name": "A"}], actor=acme.actor("vera"), at=acme.now)
    assert not CustomerAccount.objects.exists()


def test_another_vendor_s_account_of_the_same_domain_is_left_alone(world):
    with world.scope("globex"):
        load_accounts([{"name": "Theirs", "domain": "fcwa.gov"}], actor=world.actor("eve"), at=world.now)
    with world.scope("acme"):
        assert counts(imported(world)) == (3, 0, 0, 0)
    with world.scope("globex"):
        assert accounts("name") == [("Theirs",)]


def test_a_person_imports_accounts_from_the_list_of_accounts(world):
    sam = world.client("sam")
    page = sam.get(reverse("workspace:deals:account-list", kwargs={"vendor": "acme"})).content.decode()
    upload = reverse("workspace:imports:batch-create", kwargs={"vendor": "acme"})
    assert f"{upload}?kind=deals.accounts" in page
    file = SimpleUploadedFile("accounts.csv", FILE.encode())
    answer = sam.post(upload, {"kind": "deals.accounts", "file": file})
    with world.scope("acme"):
        batch = ImportBatch.objects.get()
    assert answer["Location"] == reverse("workspace:imports:batch-columns", kwargs={"vendor": "acme", "ref": batch.ref})
    columns = {name: str(place) for name, place in batch.mapping.items()}
    assert sam.post(answer["Location"], columns).status_code == 302
    with world.scope("acme"):
        work_through(batch, actor=world.actor("sam"), at=world.now)
    run = reverse("workspace:imports:batch-run", kwargs={"vendor": "acme", "ref": batch.ref})
    assert sam.post(run).status_code == 302
    with world.scope("acme"):
        work_through(batch, actor=world.actor("sam"), at=world.now)
        assert CustomerAccount.objects.count() == 3


@pytest.mark.skipif(not REAL.exists(), reason="The real accounts stand beside the project, not in it")
def test_the_real_accounts_come_in_whole(acme):
    batch = imported(acme, REAL.read_bytes())
    assert (batch.status, *counts(batch)) == ("done", 16_539, 0, 0, 0)
    assert (CustomerAccount.objects.count(), MatchEntry.objects.count()) == (16_539, 16_539)
    assert CustomerAccount.objects.filter(name="(blank)").count() == 0
