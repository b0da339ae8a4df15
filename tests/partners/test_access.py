"""Somebody of a partner asks for access by the domain of their address; the administrator decides."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from partners.models import AccessRequest, Partner
from partners.services.access import decline_access, grant_access, request_access
from prm.accounts.models import Invitation
from prm.lib.errors import Forbidden, NotFound, WrongState
from prm.notifications.models import Notification
from prm.outbox.services import drain
from prm.tenancy.scope import Audience, tenant_context


@pytest.fixture
def domain(world):
    with world.scope("acme"):
        Partner.objects.filter(pk=world.northwind.pk).update(domain="northwind.com")
    with world.scope("globex"):
        Partner.objects.update(domain="initech.com")


def ask(world, email="ulf@northwind.com", at=None, name="Ulf"):
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        request_access(name=name, email=email, reason="Quotes", at=at or world.now)
    with world.scope("acme"):
        return list(AccessRequest.objects.order_by("pk"))


def test_a_colleague_asks_and_the_administrator_invites(world, domain):
    (row,) = ask(world, "Ulf@Sales.Northwind.com")
    assert (row.partner_id, row.email) == (world.northwind.pk, "ulf@sales.northwind.com")
    drain(world.acme.pk)
    with world.scope("acme"):
        notice = Notification.objects.get(kind="partners.access_asked")
        assert (notice.recipient.email, row.ref in notice.url) == ("bob@northwind.example", True)
    with tenant_context(Audience.PORTAL, world.acme.pk, world.northwind.pk):
        grant_access(row, role="seller", actor=world.actor("bob"), at=world.now)
        offer = Invitation.objects.get(email="ulf@sales.northwind.com")
        assert (offer.role, offer.partner_id, offer.audience) == ("seller", world.northwind.pk, "portal")
        with pytest.raises(WrongState, match="Bob"):
            decline_access(row, actor=world.actor("bob"), at=world.now)


@pytest.mark.parametrize("email", ["ulf@gmail.com", "ulf@nowhere.com", "ulf@initech.com", "ulf@northwind.com.evil.com"])
def test_mail_services_strangers_and_other_vendors_partners_are_nobody(world, domain, email):
    with world.scope("acme"):
        Partner.objects.filter(pk=world.contoso.pk).update(domain="gmail.com")
    assert ask(world, email) == []


def test_an_ended_partner_lets_nobody_in(world, domain):
    with world.scope("acme"):
        Partner.objects.filter(pk=world.northwind.pk).update(status="ended")
    assert ask(world) == []


def test_asking_again_changes_nothing_and_a_decline_holds_for_thirty_days(world, domain):
    ask(world)
    (row,) = ask(world)
    with world.scope("acme"):
        decline_access(row, actor=world.actor("sam"), at=world.now)
        assert not Invitation.objects.exists()
    assert len(ask(world, at=world.now + timedelta(days=29))) == 1
    assert len(ask(world, at=world.now + timedelta(days=30))) == 2


def test_a_member_needs_to_ask_nobody(world, domain):
    from prm.accounts.models import Membership

    with world.scope("acme"):
        Membership.objects.filter(partner_id=world.northwind.pk).update(email="bob@northwind.com")
    assert ask(world, "bob@northwind.com") == []


def test_open_requests_have_a_bound(world, domain, monkeypatch):
    monkeypatch.setattr("partners.services.access.MANY_OPEN", 2)
    for number in range(3):
        rows = ask(world, f"u{number}@northwind.com")
    assert len(rows) == 2


def test_only_who_looks_after_the_team_decides(world, domain):
    (row,) = ask(world)
    with tenant_context(Audience.PORTAL, world.acme.pk, world.northwind.pk), pytest.raises(Forbidden):
        grant_access(row, role="seller", actor=world.actor("nina"), at=world.now)
    with tenant_context(Audience.PORTAL, world.acme.pk, world.contoso.pk), pytest.raises(NotFound):
        grant_access(row, role="seller", actor=world.actor("carl"), at=world.now)
    with world.scope("acme"), pytest.raises(Forbidden):
        decline_access(row, actor=world.actor("vera"), at=world.now)


def test_without_an_administrator_one_of_us_hears(world, domain):
    with world.scope("acme"):
        from prm.accounts.models import Membership

        Membership.objects.filter(partner_id=world.northwind.pk).update(is_active=False)
    ask(world)
    drain(world.acme.pk)
    with world.scope("acme"):
        assert {notice.kind for notice in Notification.objects.all()} == {"partners.access_asked_of_us"}


def test_the_public_page_says_the_same_to_everybody(world, domain, monkeypatch):
    import time

    opened, answers = time.time(), []
    cache.clear()
    for email in ("ulf@northwind.com", "ulf@nowhere.com"):
        client = Client()
        monkeypatch.setattr("django.core.signing.time.time", lambda: opened)
        page = client.get("/access/acme/")
        started = page.content.decode().split('name="started" value="')[1].split('"')[0]
        monkeypatch.setattr("django.core.signing.time.time", lambda: opened + 10)
        typed = {"name": "Ulf", "email": email, "reason": "", "started": started}
        assert client.post("/access/acme/", {**typed, "website": "http://spam"}).status_code == 400
        done = client.post("/access/acme/", typed)
        answers.append(
            (done.status_code, done.url, client.get(done.url).content.count(b"administrator has your request"))
        )
    assert answers == [(302, "/access/acme/?sent=1", 1)] * 2
    with world.scope("acme"):
        assert [row.email for row in AccessRequest.objects.all()] == ["ulf@northwind.com"]


def test_both_sides_decide_on_a_page(world, domain):
    first, second = ask(world), ask(world, "ute@northwind.com", name="Ute")
    bob, sam = world.client("bob"), world.client("sam")
    assert "Ulf" in bob.get("/p/acme/partners/access/").content.decode()
    page = bob.get(f"/p/acme/partners/access/{first[0].ref}/").content.decode()
    assert "ulf@northwind.com" in page
    url = f"/p/acme/partners/access/{first[0].ref}/"
    assert bob.post(url, {"role": ""}).status_code == 400
    assert bob.post(url, {"role": "seller"}).status_code == 302
    assert bob.post(url, {"role": "seller"}).status_code == 404
    assert sam.post(f"/w/acme/partners/access/{second[1].ref}/decline/").status_code == 302
    listed = sam.get("/w/acme/partners/access/?status=declined").content.decode()
    assert ("ute@northwind.com" in listed, "ulf@northwind.com" in listed) == (True, False)
    assert world.client("carl").get(url).status_code == 404
