import re

import pytest
from django.test import Client

from prm.accounts.invitations import invitation_token
from prm.accounts.models import Invitation, Membership, User
from prm.accounts.services.invitation import invite_member, revoke_invitation
from prm.accounts.services.person import create_person
from prm.outbox.services import drain
from tests.isolation.canaries import plain

PASSWORD = "a good long sentence"
VALUES = {"name": "New Person", "password": PASSWORD}


@pytest.fixture(autouse=True)
def now(world, time_machine):
    time_machine.move_to(world.now)


@pytest.fixture
def invitation(world):
    with world.scope("alice"):
        return invite_member(email="new@acme.example", role="viewer", actor=world.actor("alice"), at=world.now)


@pytest.fixture
def path(invitation):
    return f"/join/{invitation_token(invitation.pk)}/"


def test_a_newcomer_sees_who_invites_and_joins_signed_in(world, path):
    client = Client()
    page = client.get(path)
    assert page.status_code == 200
    assert "Alice invites new@acme.example as Viewer." in page.text
    answer = client.post(path, VALUES, follow=True)
    assert answer.redirect_chain[:2] == [("/", 302), ("/w/acme/", 302)]
    with world.scope("acme"):
        member = Membership.objects.get(email="new@acme.example")
    assert (member.name, member.role, client.session["active_membership"]) == ("New Person", "viewer", str(member.pk))


def branded(answer):
    """The vendor whose name, mark and color a page wears; None for ours."""
    found = re.findall(r'href="/brand/([-\w]+)/', answer.text)
    (name,) = re.findall(r'class="ui-brandmark"[^>]*>[^<]*</span><span>([^<]+)</span>', answer.text)
    return (*found, name)


@pytest.mark.parametrize("values", [None, {**VALUES, "password": "short"}])
def test_the_page_wears_the_brand_of_who_invites(path, values):
    answer = Client().post(path, values) if values else Client().get(path)
    assert branded(answer) == ("acme", "Acme")
    assert " data-brand" in answer.text
    assert "<title>Invitation · Acme</title>" in answer.text


@pytest.mark.parametrize("page", ["login", "signup", "password/reset", "login/code"])
def test_the_way_to_an_invitation_wears_its_brand_while_it_holds(world, invitation, path, page):
    way = f"/auth/{page}/?next={path}"
    assert branded(Client().get(way)) == ("acme", "Acme")
    for next_page in (f"/join/{'x' * 43}/", "/join/short/", f"/{path}", f"{path}more/"):
        assert branded(Client().get(f"/auth/{page}/?next={next_page}")) == ("PRM",)
    revoked(world, invitation)
    assert branded(Client().get(way)) == ("PRM",)


@pytest.mark.parametrize("wanted", ["/w/acme/", "the invitation"])
def test_a_refused_sign_in_keeps_the_brand_of_where_it_leads(world, path, wanted):
    values = {"login": "sam@acme.example", "password": "wrong", "next": path if wanted != "/w/acme/" else wanted}
    assert branded(Client().post("/auth/login/", values)) == ("acme", "Acme")


def test_whatever_is_posted_beside_changes_nothing_of_the_offer(world, path):
    tampered = {
        **VALUES,
        "role": "admin",
        "audience": "portal",
        "email": "x@example.com",
        "partner_id": str(world.northwind.pk),
    }
    Client().post(path, tampered)
    with world.scope("acme"):
        member = Membership.objects.get(email="new@acme.example")
    assert (member.role, member.audience, member.partner_id) == ("viewer", "vendor", None)


def used(world, invitation):
    Client().post(f"/join/{invitation_token(invitation.pk)}/", VALUES)


def revoked(world, invitation):
    with world.scope("alice"):
        revoke_invitation(invitation, actor=world.actor("alice"), at=world.now)


def expired(world, invitation):
    with world.scope("acme"):
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=world.now)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("spoil", [used, revoked, expired])
def test_every_invitation_that_no_longer_holds_is_answered_with_the_same_page(world, invitation, path, spoil, method):
    spoil(world, invitation)
    people = User.objects.count()
    answer = getattr(Client(), method)(path, VALUES if method == "post" else None)
    unknown = getattr(Client(), method)(f"/join/{'x' * 43}/", VALUES if method == "post" else None)
    assert answer.status_code == unknown.status_code == 410
    assert plain(answer.text, [path]) == plain(unknown.text, [f"/join/{'x' * 43}/"])
    assert User.objects.count() == people


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_signed_in_with_another_address_is_answered_like_with_no_invitation(world, path, method):
    client = world.client("carl")
    answer = getattr(client, method)(path)
    unknown = getattr(client, method)(f"/join/{'x' * 43}/")
    assert answer.status_code == unknown.status_code == 410
    assert "Acme" not in answer.text
    with world.scope("acme"):
        assert Membership.objects.filter(user=world.carl.user_id).count() == 1
    assert Client().get(path).status_code == 200


def test_who_has_an_account_signs_in_first_and_comes_back(world, path):
    user = create_person(email="new@acme.example", password=PASSWORD)
    client = Client()
    page = client.get(path)
    assert f"/auth/login/?next=%2Fjoin%2F{path.split('/')[2]}%2F" in page.text
    assert client.post(path, VALUES).status_code == 400
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "You are signed in as new@acme.example." in client.get(path).text
    assert client.post(path)["Location"] == "/"
    with world.scope("acme"):
        assert Membership.objects.filter(user=user, role="viewer").count() == 1


def test_an_account_that_has_not_proven_its_address_may_not_accept(world, path):
    user = User.objects.create_user("new@acme.example", PASSWORD)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(path).status_code == 410


def test_a_weak_password_is_told_at_its_field_and_the_offer_stands(path):
    client = Client()
    answer = client.post(path, {**VALUES, "password": "short"})
    assert answer.status_code == 400
    assert "at least 12 characters" in answer.text
    assert client.post(path, VALUES).status_code == 302


def test_joining_gives_a_new_session_key(path):
    client = Client()
    client.session["before"] = True
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post(path, VALUES)
    assert client.cookies["sessionid"].value != planted


def test_the_mail_holds_the_link_on_its_way_out_and_the_outbox_page_never_does(
    world, invitation, path, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://prm.example"
    with django_capture_on_commit_callbacks(execute=True):
        drain(world.acme.pk)
    (mail,) = [item for item in mailoutbox if item.to == ["new@acme.example"]]
    assert f"https://prm.example{path}" in mail.body
    client = world.client("alice")
    row = next(item for item in client.get("/w/acme/notifications/outbox/").context["view"].page.rows)
    page = client.get(f"/w/acme/notifications/outbox/{row.pk}/")
    assert page.status_code == 200
    assert path not in page.text
    assert client.get(f"/w/acme/notifications/outbox/{row.pk}/source/").status_code == 404
    settings.DEMO = True
    assert path in client.get(f"/w/acme/notifications/outbox/{row.pk}/").text
