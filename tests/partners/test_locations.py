"""Where a partner works from: either side keeps its locations, one of them is the main one."""

import pytest

from partners.models import Partner, PartnerLocation
from partners.services.location import remove_location, save_location
from prm.audit.models import AuditEntry
from prm.lib.errors import Forbidden, Invalid, WrongState
from tests.support.api import api

API = "/api/v1/partners/locations/"


def place(world, partner="northwind", who="sam", **fields):
    with world.scope(who):
        values = {"name": "Denver", "country": "US", **fields}
        return save_location(getattr(world, partner), actor=world.actor(who), at=world.now, **values)


def main_ones(world):
    with world.scope("acme"):
        return list(PartnerLocation.objects.filter(is_primary=True).values_list("name", flat=True))


def test_one_location_is_the_main_one(world):
    first = place(world)
    second = place(world, name="Boulder")
    assert (first.is_primary, second.is_primary, main_ones(world)) == (True, False, ["Denver"])
    place(world, location=second, name="Boulder", is_primary=True)
    assert main_ones(world) == ["Boulder"]
    assert place(world, "contoso").is_primary
    with world.scope("acme"):
        remove_location(second, actor=world.actor("sam"), at=world.now)
        actions = list(AuditEntry.objects.filter(action__contains="location").values_list("action", flat=True))
    assert sorted(set(actions)) == ["partner.location_removed", "partner.location_saved"]


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("kind", "castle"), ("country", "")])
def test_what_is_no_location_is_refused_at_its_field(world, field, value):
    with pytest.raises(Invalid) as refusal:
        place(world, **{field: value})
    assert set(refusal.value.fields) == {field}


def test_who_may_not_and_what_ended_stays(world):
    for name in ("vera", "nina"):
        with pytest.raises(Forbidden):
            place(world, who=name)
    with world.scope("acme"):
        Partner.objects.filter(pk=world.northwind.pk).update(status="ended")
    with pytest.raises(WrongState):
        place(world)


def test_the_vendor_keeps_them_on_the_partners_page(world):
    sam, base = world.client("sam"), f"/w/acme/partners/{world.northwind.ref}/"
    assert "No locations yet" in sam.get(base).content.decode()
    typed = {"name": "Works", "kind": "delivery", "city": "Boulder", "country": "DE"}
    assert sam.post(f"{base}locations/new/", {**typed, "country": "XX"}).status_code == 400
    assert sam.post(f"{base}locations/new/", typed).status_code == 302
    page = sam.get(base).content.decode()
    assert all(text in page for text in ("Works", "Delivery site", "Boulder", "Germany", "main location"))
    with world.scope("acme"):
        row = PartnerLocation.objects.get()
    assert 'value="Works"' in sam.get(f"{base}locations/{row.ref}/").content.decode()
    assert sam.post(f"{base}locations/{row.ref}/", {**typed, "name": "Plant"}).status_code == 302
    assert "Plant" in world.client("vera").get(base).content.decode()
    assert sam.post(f"{base}locations/{row.ref}/remove/").status_code == 302
    with world.scope("acme"):
        assert not PartnerLocation.objects.exists()


def test_a_partner_keeps_its_own_and_sees_no_other(world):
    other, base = place(world, "contoso", name="Secret of Contoso"), "/p/acme/partners/profile/"
    bob = world.client("bob")
    assert bob.post(f"{base}locations/new/", {"name": "Lab", "kind": "showroom", "country": "US"}).status_code == 302
    page = bob.get(base).content.decode()
    assert ("Lab" in page, "Secret of Contoso" in page) == (True, False)
    with world.scope("acme"):
        own = PartnerLocation.objects.get(name="Lab")
    assert own.partner_id == world.northwind.pk
    assert bob.get(f"{base}locations/{other.ref}/").status_code == 404
    assert bob.post(f"{base}locations/{other.ref}/remove/").status_code == 404
    nina = world.client("nina")
    assert "Lab" in nina.get(base).content.decode()
    assert "Add location" not in nina.get(base).content.decode()
    assert nina.post(f"{base}locations/{own.ref}/remove/").status_code == 403
    assert bob.post(f"{base}locations/{own.ref}/remove/").status_code == 302


def test_other_software_reads_and_keeps_them(world):
    sam, bob = api(world, "sam"), api(world, "bob")
    made = sam.post(API, {"partner": world.northwind.ref, "name": "Denver", "country": "US", "kind": "office"})
    assert (made.status_code, made.json()["is_primary"]) == (201, True)
    place(world, "contoso")
    assert [row["ref"] for row in bob.get(API).json()["results"]] == [made.json()["ref"]]
    changed = bob.patch(f"{API}{made.json()['ref']}/", {"city": "Denver"}).json()
    assert (changed["city"], changed["name"], changed["is_primary"]) == ("Denver", "Denver", True)
    assert api(world, "nina").patch(f"{API}{made.json()['ref']}/", {"city": "x"}).status_code == 403
