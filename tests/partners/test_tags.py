"""Tags: free words of the vendor on its partners, put on and taken off many at once, and found by."""

import pytest

from partners.models import PartnerTag, Tag
from partners.queries import tags_of
from partners.services.tag import remove_tag, rename_tag, set_tags, tag_partners, untag_partners
from prm.audit.models import AuditEntry
from prm.lib.errors import Forbidden, Invalid
from tests.support.api import api

LIST = "/w/acme/partners/"


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        yield world


def told(world, who="sam"):
    return {"actor": world.actor(who), "at": world.now}


def names(partner):
    return [tag.name for tag in tags_of(partner)]


def test_one_word_is_one_tag_whatever_its_letters(acme):
    both = [acme.northwind, acme.contoso]
    assert tag_partners(both, ["Case  Study", "case study", "Gold"], **told(acme)) == 2
    assert tag_partners(both, ["CASE STUDY"], **told(acme)) == 0
    assert names(acme.northwind) == ["Case Study", "Gold"]
    entries = AuditEntry.objects.filter(action="partner.tagged")
    assert {(row.partner_id, row.summary) for row in entries} == {(one.pk, "Case Study, Gold") for one in both}


def test_taking_off_leaves_the_others_and_the_tag(acme):
    tag_partners([acme.northwind, acme.contoso], ["Gold"], **told(acme))
    assert untag_partners([acme.northwind, acme.wholesale], ["gold", "unknown"], **told(acme)) == 1
    assert (names(acme.northwind), names(acme.contoso), Tag.objects.count()) == ([], ["Gold"], 1)


def test_one_partner_takes_exactly_the_tags_it_is_given(acme):
    set_tags(acme.northwind, ["One", "Two"], **told(acme))
    set_tags(acme.northwind, ["two", " Three "], **told(acme))
    assert names(acme.northwind) == ["Three", "Two"]
    set_tags(acme.northwind, [""], **told(acme))
    assert names(acme.northwind) == []


@pytest.mark.parametrize("tags", [[" "], [], ["x" * 41], [str(n) for n in range(21)]])
def test_what_is_no_tag_is_refused(acme, tags):
    with pytest.raises(Invalid):
        tag_partners([acme.northwind], tags, **told(acme))


def test_only_who_may_edit_partners_tags_them(acme):
    tag_partners([acme.northwind], ["Gold"], **told(acme))
    tag, vera = Tag.objects.get(), told(acme, "vera")
    for act in (
        lambda: tag_partners([acme.northwind], ["Silver"], **vera),
        lambda: untag_partners([acme.northwind], ["Gold"], **vera),
        lambda: rename_tag(tag, name="Lead", **vera),
        lambda: remove_tag(tag, **vera),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_tag_is_renamed_but_not_to_another_and_removed_everywhere(acme):
    tag_partners([acme.northwind, acme.contoso], ["Gold", "Silver"], **told(acme))
    gold = Tag.objects.get(key="gold")
    with pytest.raises(Invalid):
        rename_tag(gold, name="SILVER", **told(acme))
    rename_tag(gold, name="GOLD", **told(acme))
    assert names(acme.northwind) == ["GOLD", "Silver"]
    remove_tag(gold, **told(acme))
    assert (names(acme.contoso), PartnerTag.objects.count()) == (["Silver"], 2)


def test_two_vendors_have_the_same_word_for_themselves(world):
    for vendor, partner in (("acme", world.northwind), ("globex", world.initech)):
        with world.scope(vendor):
            tag_partners([partner], ["Gold"], actor=world.system(vendor), at=world.now)
            assert Tag.objects.count() == 1


def test_chosen_in_the_list_tagged_found_by_and_taken_off(world):
    sam, chosen = world.client("sam"), [world.northwind.ref, world.contoso.ref]
    assert sam.post(f"{LIST}tag/").headers["Location"].endswith(LIST)
    form = sam.post(f"{LIST}tag/", {"select": chosen}).content.decode()
    assert ("Northwind" in form, "Wholesale" in form, 'name="asked"' in form) == (True, False, True)
    assert sam.post(f"{LIST}tag/", {"select": chosen, "asked": "1", "tags": " , "}).status_code == 400
    assert sam.post(f"{LIST}tag/", {"select": chosen, "asked": "1", "tags": "Gold, Case study"}).status_code == 302
    with world.scope("acme"):
        gold = Tag.objects.get(key="gold")
    page = sam.get(LIST, {"tag": gold.ref, "cols": ["name", "tags"]}).content.decode()
    assert ("Contoso" in page, "Case study, Gold" in page, "Wholesale" in page) == (True, True, False)
    assert "Wholesale" in sam.get(LIST, {"tag": "TAG-000000"}).content.decode()
    assert sam.post(f"{LIST}untag/", {"select": chosen[:1], "asked": "1", "tags": "gold"}).status_code == 302
    with world.scope("acme"):
        assert (names(world.northwind), names(world.contoso)) == (["Case study"], ["Case study", "Gold"])
    assert world.client("vera").post(f"{LIST}tag/", {"select": chosen}).status_code == 403


def test_the_partners_page_and_the_list_of_tags(world):
    sam = world.client("sam")
    page = f"{LIST}{world.northwind.ref}/"
    assert sam.post(f"{page}tags/", {"tags": "Gold, Watch"}).status_code == 302
    assert all(text in sam.get(page).content.decode() for text in ("Gold", "Watch", "Change tags"))
    assert "Change tags" not in world.client("vera").get(page).content.decode()
    assert 'value="Gold, Watch"' in sam.get(f"{page}tags/").content.decode()
    with world.scope("acme"):
        tag = Tag.objects.get(key="watch")
    assert "Watch" in sam.get(f"{LIST}tags/").content.decode()
    assert "1 partner has this tag" in sam.get(f"{LIST}tags/{tag.ref}/").content.decode()
    assert sam.post(f"{LIST}tags/{tag.ref}/", {"name": "Careful"}).status_code == 302
    assert sam.post(f"{LIST}tags/{tag.ref}/remove/").status_code == 302
    assert "Careful" not in sam.get(page).content.decode()


def test_partners_never_read_them(world):
    with world.scope("acme"):
        tag_partners([world.northwind], ["Secret word"], **told(world))
        ref = Tag.objects.get().ref
    url = f"/api/v1/partners/partners/{world.northwind.ref}/"
    sam, bob = api(world, "sam"), api(world, "bob")
    assert sam.get(url).json()["tags"] == ["Secret word"]
    assert bob.get(url).json()["tags"] == []
    assert bob.get("/api/v1/partners/partners/", tag=ref).json()["results"] == []
    assert bob.get("/api/v1/partners/tags/").status_code == 403
    assert "Secret word" not in world.client("bob").get("/p/acme/partners/profile/").content.decode()


def test_other_software_tags_and_finds_by_tag(world):
    sam, url = api(world, "sam"), f"/api/v1/partners/partners/{world.northwind.ref}/actions/"
    assert sam.post(f"{url}tag/", {"tags": ["Gold", "Watch"]}).json()["tags"] == ["Gold", "Watch"]
    assert sam.post(f"{url}untag/", {"tags": ["gold"]}).json()["tags"] == ["Watch"]
    found = {row["name"]: (row["ref"], row["partners"]) for row in sam.get("/api/v1/partners/tags/").json()["results"]}
    assert (found["Watch"][1], found["Gold"][1]) == (1, 0)
    rows = sam.get("/api/v1/partners/partners/", tag=found["Watch"][0]).json()["results"]
    assert [row["ref"] for row in rows] == [world.northwind.ref]


def test_the_list_narrows_to_a_segment(world):
    with world.scope("acme"):
        type(world.northwind).objects.filter(pk=world.northwind.pk).update(segments=["energy"])
    page = world.client("sam").get(LIST, {"segment": "energy", "cols": ["name", "segments"]}).content.decode()
    assert ("Northwind" in page, "Energy and utilities" in page, "Contoso" in page) == (True, True, False)
