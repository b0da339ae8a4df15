import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Contact, Partner
from partners.services.contact import save_contact
from prm.audit.models import AuditEntry

BASE = "/w/acme/partners/"


def test_the_list_shows_finds_and_filters(world):
    sam = world.client("sam")
    page = sam.get(BASE).content.decode()
    assert all(name in page for name in ("Northwind", "Contoso", "Wholesale", "New partner"))
    assert "Initech" not in page
    found = sam.get(BASE, {"q": "northw"}).content.decode()
    assert ("Northwind" in found, "Contoso" in found) == (True, False)
    assert "Nothing here" not in found


def test_the_list_costs_the_same_for_two_and_six(world):
    sam = world.client("sam")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert sam.get(BASE).status_code == 200
        return len(queries)

    cost()
    with world.scope("acme"):
        Partner.objects.filter(name="Wholesale").update(status="ended")
    two = cost()
    with world.scope("acme"):
        for number in range(4):
            Partner.objects.create(name=f"Extra {number}", owner=world.petra)
    assert cost() == two


def test_one_partner_in_full(world):
    with world.scope("acme"):
        save_contact(world.northwind, name="Ann Onymous", actor=world.actor("sam"), at=world.now)
    page = world.client("sam").get(f"{BASE}{world.northwind.ref}/").content.decode()
    for text in ("Northwind", "northwind.example", "Sam", "Bob", "Nina", "Ann Onymous", "Timeline"):
        assert text in page, text


def people_card(world, who="sam"):
    page = world.client(who).get(f"{BASE}{world.northwind.ref}/").content.decode()
    card = page.partition(">People</h2>")[2].partition("</section>")[0]
    rows = card.partition('<ul class="ui-rows">')[2].split('<li class="ui-row">')[1:]
    count = card.partition('class="ui-card-count">')[2].partition("<")[0]
    told = [
        (
            re.findall(r'class="ui-person-name">([^<]+)<', row)[0],
            *re.findall(r'class="ui-sub">([^<]+)</span></span></span>', row),
            "first to call" in row,
            "can sign in" in row,
            "/contacts/CON-" in row,
        )
        for row in rows
    ]
    return int(count), told


def test_each_person_stands_there_once(world):
    with world.scope("acme"):
        for values in (
            {"name": "Ann Onymous", "email": "ann@northwind.example"},
            {"name": "Nina Northwind", "email": world.nina.email.upper(), "title": "Seller of the year"},
            {"name": "Zoe"},
            {"name": "Zoe", "title": "Zoologist"},
        ):
            save_contact(world.northwind, actor=world.actor("sam"), at=world.now, **values)
    rows = [
        ("Ann Onymous", "ann@northwind.example", True, False, True),
        ("Bob", "Administrator", False, True, False),
        ("Nina Northwind", "Seller of the year · Seller", False, True, True),
        ("Xena", "Seller", False, True, False),
        ("Zoe", False, False, True),
        ("Zoe", "Zoologist", False, False, True),
    ]
    assert people_card(world) == (6, rows)
    assert [row[-1] for row in people_card(world, "fay")[1]] == [False] * 6


def test_who_left_is_a_contact_like_any_other(world):
    with world.scope("acme"):
        save_contact(world.northwind, name="Nina", email=world.nina.email, actor=world.actor("sam"), at=world.now)
        type(world.nina).objects.filter(pk=world.nina.pk).update(is_active=False)
    assert ("Nina", world.nina.email, True, False, True) in people_card(world)[1]


def test_nobody_is_left_out_where_there_are_many(world):
    with world.scope("acme"):
        for number in range(14):
            save_contact(world.northwind, name=f"Contact {number:02}", actor=world.actor("sam"), at=world.now)
    page = world.client("sam").get(f"{BASE}{world.northwind.ref}/").content.decode()
    assert "5 more" in page
    assert len(set(re.findall(r"/contacts/(CON-\w+)/", page))) == 14


def test_a_foreign_partner_does_not_exist(world):
    assert world.client("sam").get(f"{BASE}{world.initech.ref}/").status_code == 404
    assert world.client("eve").get(f"{BASE}{world.northwind.ref}/").status_code == 404
    assert world.client("nina").get(f"{BASE}{world.northwind.ref}/").status_code == 404


def test_adding_by_hand_keeps_what_was_typed_when_refused(world):
    sam = world.client("sam")
    typed = {"name": "Fabrikam", "domain": "nonsense", "country": "DE", "currency": "EUR", "city": "Ulm"}
    refused = sam.post(f"{BASE}new/", typed)
    assert refused.status_code == 400
    assert 'value="Ulm"' in refused.content.decode()
    done = sam.post(f"{BASE}new/", {**typed, "domain": "fabrikam.de"})
    assert done.status_code == 302
    with world.scope("acme"):
        assert done.url.endswith(f"/{Partner.objects.get(domain='fabrikam.de').ref}/")


@pytest.mark.parametrize("who", ["vera", "fay"])
def test_without_the_right_nothing_is_changed(world, who):
    client = world.client(who)
    for path in (
        "new/",
        f"{world.northwind.ref}/edit/",
        f"{world.northwind.ref}/owner/",
        f"{world.northwind.ref}/end/",
    ):
        assert client.post(f"{BASE}{path}", {"name": "X", "reason": "x"}).status_code == 403
    assert client.get(BASE).status_code == 200


def test_suspend_and_resume(world):
    petra = world.client("petra")
    ref = world.northwind.ref
    assert petra.get(f"{BASE}{ref}/suspend/").status_code == 200
    assert petra.post(f"{BASE}{ref}/suspend/", {"reason": ""}).status_code == 400
    assert petra.post(f"{BASE}{ref}/suspend/", {"reason": "Papers"}).status_code == 302
    assert petra.post(f"{BASE}{ref}/suspend/", {"reason": "Papers"}).status_code == 409
    assert "Resume partner" in petra.get(f"{BASE}{ref}/").content.decode()
    assert petra.post(f"{BASE}{ref}/resume/").status_code == 302
    assert petra.post(f"{BASE}{ref}/resume/").status_code == 409


def test_contacts_are_added_changed_and_removed(world):
    sam = world.client("sam")
    url = f"{BASE}{world.northwind.ref}/contacts/"
    assert sam.post(f"{url}new/", {"name": "Ann", "email": "ann@northwind.example"}).status_code == 302
    with world.scope("acme"):
        contact = Contact.objects.get()
    assert sam.post(f"{url}{contact.ref}/", {"name": "Anna", "is_primary": "on"}).status_code == 302
    elsewhere = f"{BASE}{world.contoso.ref}/contacts/{contact.ref}/"
    assert (sam.get(elsewhere).status_code, sam.post(f"{elsewhere}remove/").status_code) == (404, 404)
    assert sam.post(f"{url}{contact.ref}/remove/").status_code == 302
    with world.scope("acme"):
        assert Contact.objects.count() == 0


def test_an_ended_partners_contacts_stay_as_they_are(world):
    with world.scope("acme"):
        Partner.objects.filter(pk=world.northwind.pk).update(status="ended")
    answer = world.client("sam").post(f"{BASE}{world.northwind.ref}/contacts/new/", {"name": "Ann"})
    assert answer.status_code == 409
    assert "Northwind is ended, so its contacts stay as they are." in answer.content.decode()
    with world.scope("acme"):
        assert (Contact.objects.count(), AuditEntry.objects.filter(action="partner.contact_saved").count()) == (0, 0)


def test_the_page_opens_at_the_tab_its_address_names(world):
    one = f"{BASE}{world.northwind.ref}/"
    sam = world.client("sam")
    for address, current in (
        (one, "Overview"),
        (f"{one}?tab=agreements", "Agreements"),
        (f"{one}?tab=nonsense", "Overview"),
    ):
        page = sam.get(address).content.decode()
        tabs = page.partition('<nav class="ui-tabs"')[2].partition("</nav>")[0]
        assert re.findall(r'aria-current="page"[^>]*>([^<]+?) *<', tabs) == [current], address
        panel = page.partition('id="panel"')[2]
        assert ('hx-trigger="load"' in panel.partition(">")[0]) == (current != "Overview")
        assert ("Timeline" in panel) == (current == "Overview")


def test_the_way_down_to_a_form_names_what_it_is_about(world):
    one = f"{BASE}{world.northwind.ref}/"
    page = world.client("sam").get(f"{one}edit/").content.decode()
    crumbs = page.partition('<nav class="ui-crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r'<(?:a href="([^"]+)"|span class="ui-crumb-here" aria-current="page")>([^<]+)<', crumbs) == [
        (BASE, "Partners"), (one, "Northwind"), ("", "Edit partner"),
    ]  # fmt: skip


def test_handing_over(world):
    world.client("sam").post(f"{BASE}{world.northwind.ref}/owner/", {"owner": str(world.petra.pk)})
    with world.scope("acme"):
        assert Partner.objects.get(pk=world.northwind.pk).owner == world.petra
