import pytest
from django.test import Client

from prm.accounts.models import Membership, User
from prm.notifications import kinds
from prm.notifications.kinds import NoticeKind
from prm.notifications.models import NoticePreference, Notification, OutboxMail, PlatformMail
from prm.notifications.services import notify
from prm.notifications.services.mail import deliver_mail


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(kinds, "REGISTRY", dict(kinds.REGISTRY))
    monkeypatch.setattr("prm.notifications.services.notice.REGISTRY", kinds.REGISTRY)


@pytest.fixture
def told(world):
    kind = NoticeKind("test.decided", title="Decisions", audience="portal")
    with world.scope("acme"):
        notify(
            kind, Membership.objects.filter(pk__in=[world.nina.pk, world.bob.pk]), at=world.now, subject="Decided",
            url="https://elsewhere.example/p/acme/accounts/team/",
        )  # fmt: skip
        return {n.recipient_id: n for n in Notification.objects.all()}


def test_a_notice_is_opened_read_and_leads_to_a_page_of_ours(world, told):
    client = world.client("nina")
    page = client.get("/p/acme/notifications/")
    assert page.status_code == 200
    assert "Decided" in page.text
    answer = client.get(f"/p/acme/notifications/{told[world.nina.pk].pk}/")
    assert answer["Location"] == "/p/acme/accounts/team/"
    with world.scope("acme"):
        assert Membership.objects.get(pk=world.nina.pk).unread_notices == 0
        assert Membership.objects.get(pk=world.bob.pk).unread_notices == 1


def test_a_colleagues_notice_does_not_exist(world, told):
    assert world.client("nina").get(f"/p/acme/notifications/{told[world.bob.pk].pk}/").status_code == 404
    with world.scope("acme"):
        assert Notification.objects.get(pk=told[world.bob.pk].pk).read_at is None


def test_everything_is_read_at_once(world, told):
    assert world.client("nina").post("/p/acme/notifications/read/").status_code == 302
    with world.scope("acme"):
        assert Membership.objects.get(pk=world.nina.pk).unread_notices == 0


def test_what_one_hears_is_chosen_by_form(world, told):
    NoticeKind("test.legal", title="Agreements", audience="portal", mandatory=True)
    client = world.client("nina")
    page = client.get("/p/acme/notifications/preferences/")
    assert page.status_code == 200
    assert 'name="mail:test.legal" aria-label="Agreements, by mail" checked disabled' in page.text
    posted = {"kind": ["test.decided", "test.legal"], "in_app:test.decided": "on"}
    assert client.post("/p/acme/notifications/preferences/", posted).status_code == 302
    with world.scope("acme"):
        assert list(NoticePreference.objects.values_list("kind", "in_app", "mail")) == [("test.decided", True, False)]


def test_the_outbox_is_the_administrators(world, told):
    page = world.client("alice").get("/w/acme/notifications/outbox/")
    assert page.status_code == 200
    assert "nina@northwind.example" in page.text
    row = page.context["view"].page.rows[0]
    mail = world.client("alice").get(f"/w/acme/notifications/outbox/{row.pk}/")
    assert "/p/acme/accounts/team/?as=" in mail.text
    source = world.client("alice").get(f"/w/acme/notifications/outbox/{row.pk}/source/")
    assert source["Content-Type"] == "message/rfc822"
    assert b"Subject: Decided" in source.content
    for who in ("sam", "vera"):
        assert world.client(who).get(f"/w/acme/notifications/outbox/{row.pk}/").status_code == 403


def test_platform_mail_is_for_operators_and_for_the_demo_only(world, settings):
    PlatformMail.objects.create(to_email="nina@northwind.example", subject="Your code", text="ABC123")
    for client in (Client(), world.client("alice")):
        assert client.get("/ops/outbox/").status_code == 404
    User.objects.filter(pk=world.alice.user_id).update(is_operator=True)
    assert "ABC123" in world.client("alice").get("/ops/outbox/").text
    settings.DEMO = True
    assert "ABC123" in Client().get("/ops/outbox/").text


def test_a_mail_that_no_server_takes_tells_why_where_mails_are_seen(world):
    with world.scope("acme"):
        mail = OutboxMail.objects.create(
            kind="test.decided", key="k", to_email="jürgen@northwind.example", subject="Decided", at=world.now
        )
        assert deliver_mail(mail.pk, at=world.now) is False
    client = world.client("alice")
    assert "Not delivered" in client.get("/w/acme/notifications/outbox/?status=failed").text
    page = client.get(f"/w/acme/notifications/outbox/{mail.pk}/").text
    assert "Tried once. Before the @ of an e-mail address only plain letters are delivered, not “ü”." in page
    source = client.get(f"/w/acme/notifications/outbox/{mail.pk}/source/")
    assert source.status_code == 400
