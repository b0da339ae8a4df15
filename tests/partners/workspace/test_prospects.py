import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Partner, Prospect
from partners.services.prospect import create_prospect, move_prospect
from prm.imports.services.run import start_import, start_undo, work_through
from prm.imports.services.upload import set_mapping, upload_file
from tests.support.api import api

BASE = "/w/acme/partners/prospects/"
API = "/api/v1/partners/prospects/"
FILE = b"""Company;Website;Country;City;Contact;E-mail;Type;Owner email
Fabrikam GmbH;www.fabrikam.de;Germany;Ulm;Ann Lee;ann@fabrikam.de;resale;sam@acme.example
Tailspin;tailspin.com;GB;Leeds;;;OEM / embedded;nobody@acme.example
Northwind;northwind.com;US;;;;;
Fabrikam again;fabrikam.de;Germany;Ulm;;;;
Woodgrove;;US;Austin;Bo;;juggling;
Lucerne;lucerne.ch;CH;Luzern;;;;
"""


def add(world, name="Fabrikam", **fields):
    with world.scope("acme"):
        return create_prospect(name=name, owner=world.sam, actor=world.actor("sam"), at=world.now, **fields)


def test_from_entry_to_partner_over_the_screens(world):
    sam = world.client("sam")
    typed = {
        "name": "Fabrikam", "domain": "fabrikam.com", "country": "DE", "type": "resale", "source": "event",
        "contact_name": "Ann Lee", "contact_email": "ann@fabrikam.com", "owner": str(world.sam.pk),
        "program_ref": world.programs["acme"].ref,
    }  # fmt: skip
    assert sam.post(f"{BASE}new/", {**typed, "domain": "nonsense"}).status_code == 400
    one = sam.post(f"{BASE}new/", typed).url
    assert all(text in sam.get(one).content.decode() for text in ("Fabrikam", "Ann Lee", "Acme Resale"))
    assert sam.post(f"{one}log/", {"kind": "call", "text": "Keen to start"}).status_code == 302
    assert sam.post(f"{one}engage/").status_code == 302
    assert sam.post(f"{one}engage/").status_code == 409
    assert "Keen to start" in sam.get(one).content.decode()
    assert "nothing is typed again" in sam.get(f"{one}convert/").content.decode()
    done = sam.post(f"{one}convert/")
    with world.scope("acme"):
        partner = Partner.objects.get(name="Fabrikam")
    assert done.url == f"/w/acme/partners/{partner.ref}/"
    page = sam.get(done.url).content.decode()
    assert all(text in page for text in ("Ann Lee", "Recruited", "Trade fair"))
    assert sam.post(f"{one}convert/").status_code == 409


def test_a_twin_is_offered_before_converting(world):
    with world.scope("acme"):
        Partner.objects.filter(pk=world.northwind.pk).update(domain="northwind.com")
    row = add(world, "Northwind", domain="northwind.com", country="US")
    with world.scope("acme"):
        move_prospect(row, "engage", actor=world.actor("sam"), at=world.now)
    sam, url = world.client("sam"), f"{BASE}{row.ref}/convert/"
    assert "Join it to Northwind" in sam.get(url).content.decode()
    assert sam.post(url).status_code == 400
    assert sam.post(url, {"into": world.northwind.ref}).url == f"/w/acme/partners/{world.northwind.ref}/"


def test_the_board_moves_cards_by_buttons_and_asks_as_often_for_many(world):
    sam = world.client("sam")
    add(world, "First")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = sam.get(f"{BASE}board/")
        return len(queries), page.content.decode()

    cost()
    one, _page = cost()
    for number in range(5):
        add(world, f"More {number}")
    many, page = cost()
    assert (many, page.count("Mark as contacted")) == (one, 6)
    with world.scope("acme"):
        ref = Prospect.objects.get(name="First").ref
    moved = sam.post(f"{BASE}{ref}/contact/", {"next": f"{BASE}board/"}, follow=True)
    assert moved.redirect_chain == [(f"{BASE}board/", 302)]
    assert "Mark as contacted" not in world.client("vera").get(f"{BASE}board/").content.decode()


def test_lists_keep_to_their_tabs_and_export(world):
    add(world, "Fabrikam")
    quiet = add(world, "Litware")
    with world.scope("acme"):
        move_prospect(quiet, "decline", reason="Bound", actor=world.actor("sam"), at=world.now)
    sam = world.client("sam")
    page = sam.get(BASE).content.decode()
    assert ("Fabrikam" in page, "Litware" in page) == (True, False)
    assert "Litware" in sam.get(BASE, {"status": "declined"}).content.decode()
    assert b"Fabrikam" in sam.get(BASE, {"export": "csv"}).content
    assert world.client("vera").post(f"{BASE}{quiet.ref}/reopen/").status_code == 403


def run(world, content=FILE):
    actor = {"actor": world.actor("petra"), "at": world.now}
    batch = upload_file("partners.prospects", content, name="prospects.csv", **actor)
    batch = work_through(set_mapping(batch, batch.mapping, **actor), **actor)
    return work_through(start_import(batch, **actor), **actor), actor


def test_a_file_is_taken_row_by_row_and_undone(world):
    with world.scope("acme"):
        Partner.objects.filter(pk=world.northwind.pk).update(domain="northwind.com")
        batch, actor = run(world)
        assert (batch.created_count, batch.updated_count, batch.error_count) == (2, 0, 4)
        row = Prospect.objects.get(domain="fabrikam.de")
        assert (row.status, row.owner, row.type, row.source) == ("identified", world.sam, "resale", "import")
        assert [person.email for person in row.contacts.all()] == ["ann@fabrikam.de"]
        again, _actor = run(world)
        assert (again.created_count, again.updated_count, row.contacts.count()) == (0, 0, 1)
        work_through(start_undo(batch, **actor), **actor)
        assert Prospect.objects.count() == 0


@pytest.mark.parametrize("who", ["vera", "fay"])
def test_without_the_right_the_api_only_reads(world, who):
    row = add(world)
    client = api(world, who)
    assert client.get(API).json()["results"][0]["ref"] == row.ref
    assert client.post(API, {"name": "X", "country": "DE"}).status_code == 403
    assert client.post(f"{API}{row.ref}/actions/contact/", {}).status_code == 403


def test_the_api_enters_moves_and_converts(world):
    sam = api(world, "sam")
    made = sam.post(API, {"name": "Fabrikam", "country": "DE", "domain": "fabrikam.com", "type": "oem"}).json()
    one = f"{API}{made['ref']}/"
    assert made["status"] == "identified"
    assert sam.post(f"{one}actions/log/", {"kind": "call", "text": "Keen"}).json()["status"] == "contacted"
    assert sam.post(f"{one}actions/engage/", {}).json()["allowed_actions"] == [
        "contact",
        "qualify",
        "decline",
        "convert",
    ]
    done = sam.post(f"{one}actions/convert/", {}).json()
    assert (done["status"], done["partner"][:3]) == ("converted", "PAR")
    assert api(world, "nina").get(API).status_code == 403
