from partners.models import Contact
from partners.services.contact import save_contact
from tests.support.api import api

URL = "/api/v1/partners/contacts/"


def known(world, partner, name):
    with world.scope("acme"):
        return save_contact(
            getattr(world, partner), name=name, email=f"{name.lower()}@{partner}.example", actor=world.system(),
            at=world.now,
        )  # fmt: skip


def test_a_contact_is_kept_and_changed_and_one_is_called_first(world):
    sam = api(world, "sam")
    first = sam.post(URL, {"partner": world.northwind.ref, "name": "Ann", "email": "Ann@northwind.example"})
    assert (first.status_code, first.json()["email"], first.json()["is_primary"]) == (
        201, "ann@northwind.example", True,
    )  # fmt: skip
    second = sam.post(URL, {"partner": world.northwind.ref, "name": "Ben", "title": "Buyer"}).json()
    changed = sam.patch(f"{URL}{second['ref']}/", {"is_primary": True}).json()
    assert (second["is_primary"], changed["is_primary"], changed["title"]) == (False, True, "Buyer")
    with world.scope("acme"):
        assert list(Contact.objects.filter(is_primary=True).values_list("name", flat=True)) == ["Ben"]


def test_a_list_is_narrowed_to_a_partner(world):
    ann, _cora = known(world, "northwind", "Ann"), known(world, "contoso", "Cora")
    found = api(world, "sam").get(URL, partner=world.northwind.ref).json()["results"]
    assert [row["ref"] for row in found] == [ann.ref]


def test_what_does_not_hold_is_refused(world):
    sam, ann = api(world, "sam"), known(world, "northwind", "Ann")
    assert sam.post(URL, {"partner": world.northwind.ref, "name": " "}).status_code == 400
    assert sam.post(URL, {"partner": "PAR-000000", "name": "Nobody"}).status_code == 400
    moved = sam.patch(f"{URL}{ann.ref}/", {"partner": world.contoso.ref})
    assert (moved.status_code, list(moved.json()["fields"])) == (400, ["partner"])


def test_a_partner_keeps_its_own_people_and_sees_no_others(world):
    ann, cora = known(world, "northwind", "Ann"), known(world, "contoso", "Cora")
    bob = api(world, "bob")
    assert [row["ref"] for row in bob.get(URL).json()["results"]] == [ann.ref]
    assert bob.get(f"{URL}{cora.ref}/").status_code == 404
    assert bob.patch(f"{URL}{cora.ref}/", {"name": "Mine"}).status_code == 404
    assert bob.post(URL, {"partner": world.contoso.ref, "name": "Spy"}).status_code == 400
    assert bob.patch(f"{URL}{ann.ref}/", {"phone": "+1 555 0100"}).json()["phone"] == "+1 555 0100"


def test_who_only_looks_changes_nobody(world):
    ann = known(world, "northwind", "Ann")
    nina = api(world, "nina")
    assert nina.get(f"{URL}{ann.ref}/").status_code == 200
    assert nina.post(URL, {"partner": world.northwind.ref, "name": "Ben"}).status_code == 403
    assert nina.patch(f"{URL}{ann.ref}/", {"name": "Ben"}).status_code == 403
