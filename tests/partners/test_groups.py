"""Smart groups: filters of the partner list under a name, which find anew who belongs."""

import pytest

from partners.models import Partner, PartnerGroup
from partners.services.group import remove_group, save_group
from partners.services.tag import remove_tag, tag_partners
from prm.lib.errors import Forbidden, Invalid

LIST = "/w/acme/partners/"
RULE = {"country": ["DE"], "status": ["active"]}


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        yield world


def save(world, name="Germans", rule=None, who="sam", **more):
    return save_group(name=name, rule=rule or RULE, actor=world.actor(who), at=world.now, **more)


def found(world, *refs, **params):
    page = world.client("sam").get(LIST, {"group": refs, **params}).content.decode()
    return {name for name in ("Northwind", "Contoso", "Wholesale") if f"Select {name}" in page}


def change(world, partner, **fields):
    with world.scope("acme"):
        Partner.objects.filter(pk=partner.pk).update(**fields)


def test_a_group_needs_a_name_of_its_own_and_a_rule(acme):
    first = save(acme)
    for name, rule in (
        (" ", RULE),
        ("GERMANS", RULE),
        ("Nobody", {"country": []}),
        ("Many", {"country": ["DE"] * 101}),
    ):
        with pytest.raises(Invalid):
            save_group(name=name, rule=rule, actor=acme.actor("sam"), at=acme.now)
    renamed = save_group(name="germans", group=first, actor=acme.actor("sam"), at=acme.now)
    assert (renamed.pk, renamed.name, renamed.rule) == (first.pk, "germans", RULE)


def test_only_who_may_edit_partners_names_groups(acme):
    made = save(acme)
    for act in (
        lambda: save(acme, "Other", who="vera"),
        lambda: remove_group(made, actor=acme.actor("vera"), at=acme.now),
    ):
        with pytest.raises(Forbidden):
            act()


def test_who_belongs_is_asked_anew(world):
    with world.scope("acme"):
        made = save(world)
    assert found(world, made.ref) == set()
    change(world, world.northwind, country="DE")
    assert found(world, made.ref) == {"Northwind"}
    change(world, world.northwind, status="suspended")
    assert found(world, made.ref) == set()


def test_a_rule_whose_tag_is_gone_finds_nobody_instead_of_everybody(world):
    with world.scope("acme"):
        tag_partners([world.contoso], ["Gold"], actor=world.system(), at=world.now)
        tag = world.contoso.tagged.get().tag
        made = save(world, "Gold", {"tag": [tag.ref]})
    assert found(world, made.ref) == {"Contoso"}
    with world.scope("acme"):
        remove_tag(tag, actor=world.system(), at=world.now)
    assert found(world, made.ref) == set()
    assert "Tag: nothing of today" in world.client("sam").get(f"{LIST}groups/").content.decode()


def test_two_groups_find_whoever_is_in_one_and_other_filters_narrow(world):
    change(world, world.northwind, country="DE")
    with world.scope("acme"):
        tag_partners([world.contoso], ["Gold"], actor=world.system(), at=world.now)
        germans = save(world)
        gold = save(world, "Gold", {"tag": [world.contoso.tagged.get().tag.ref]})
        typed = save(world, "Resale, by name", {"type": ["resale"], "q": ["whole"]})
    assert found(world, germans.ref, gold.ref) == {"Northwind", "Contoso"}
    assert found(world, germans.ref, gold.ref, country="DE") == {"Northwind"}
    assert found(world, typed.ref) == {"Wholesale"}
    assert found(world, "GRP-000000") == {"Northwind", "Contoso", "Wholesale"}


def test_filtered_saved_used_renamed_and_removed(world):
    sam = world.client("sam")
    change(world, world.northwind, country="DE")
    page = sam.get(LIST, {"country": "DE", "sort": "name", "cols": "name"}).content.decode()
    assert "groups/new/?country=DE" in page
    url = f"{LIST}groups/new/?country=DE&group=GRP-000000&sort=name"
    assert "Country: Germany" in sam.get(url).content.decode()
    assert sam.post(f"{LIST}groups/new/", {"name": "Empty"}).status_code == 400
    answer = sam.post(url, {"name": "Germans"})
    with world.scope("acme"):
        made = PartnerGroup.objects.get()
    # Neither the order nor another group is part of a rule.
    assert made.rule == {"country": ["DE"]}
    assert answer.headers["Location"].endswith(f"?group={made.ref}")
    assert "Country: Germany" in sam.get(f"{LIST}groups/").content.decode()
    one = f"{LIST}groups/{made.ref}/"
    assert "1 partner belongs today" in sam.get(one).content.decode()
    assert "Remove group" not in world.client("vera").get(one).content.decode()
    assert world.client("vera").post(one, {"name": "X"}).status_code == 403
    assert sam.post(one, {"name": "Our Germans"}).status_code == 302
    assert sam.post(f"{one}remove/").status_code == 302
    with world.scope("acme"):
        assert not PartnerGroup.objects.exists()
