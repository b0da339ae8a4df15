"""The doors of a vendor: who knocks at another's is written down, and who is let in finds the own things."""

import re

import pytest
from django.test import Client
from django.utils import translation

from prm.accounts.models import Membership

EVENTS = "SELECT kind, user_id, vendor_slug, address, detail, now() - at < '1 minute' FROM accounts_securityevent ORDER BY id"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("who", "path", "vendor", "side"),
    [
        ("eve", "/w/acme/accounts/members/", "acme", "workspace"),
        ("nina", "/w/acme/accounts/members/", "acme", "workspace"),
        ("sam", "/p/acme/accounts/team/", "acme", "portal"),
        ("ivan", "/p/acme/accounts/team/", "acme", "portal"),
        ("sam", "/w/nobody/accounts/members/", "nobody", "workspace"),
    ],
)
def test_who_knocks_at_a_foreign_door_stands_in_the_security_log(world, owner_sql, who, path, vendor, side):
    answer = world.client(who).get(path, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 404
    assert owner_sql(EVENTS) == f"foreign_door|{world.members[who].user_id}|{vendor}|203.0.113.9|{side}|t"


@pytest.mark.django_db(transaction=True)
def test_a_foreign_door_looks_like_one_that_is_not_there(world, owner_sql):
    client = world.client("eve")

    def page(vendor):
        answer = client.get(f"/w/{vendor}/accounts/members/")
        return answer.status_code, re.sub(
            r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text.replace(vendor, "X")
        )

    assert page("acme") == page("nobody")
    assert client.get("/w/globex/accounts/members/").status_code == 200
    assert owner_sql("SELECT count(*) FROM accounts_securityevent") == "2"


def test_a_stranger_is_asked_to_sign_in_at_every_vendors_door(client, world):
    for path in ("/w/acme/accounts/members/", "/p/acme/accounts/team/", "/w/nobody/accounts/members/"):
        assert client.get(path)["Location"] == f"/auth/login/?next={path}"


def test_a_person_reads_in_the_language_of_the_membership(world):
    """Another language for each vendor one works with, whatever the browser says."""
    with world.scope("acme"):
        Membership.objects.filter(pk=world.xena.pk).update(language="de")
    client = world.client("xena")
    english = {"Accept-Language": "en"}
    assert client.get("/p/acme/accounts/team/", headers=english)["Content-Language"] == "de"
    answer = client.get("/p/globex/accounts/team/", headers=english)
    assert answer["Content-Language"] == "en-us"
    assert answer.wsgi_request.LANGUAGE_CODE == "en-us"
    assert client.get("/p/acme/accounts/team/", headers=english).wsgi_request.LANGUAGE_CODE == "de"
    translation.activate("en-us")


def test_the_request_knows_who_asks_for_whom(world):
    for who, path, side in (
        ("sam", "/w/acme/accounts/members/", "vendor"),
        ("nina", "/p/acme/accounts/team/", "portal"),
    ):
        request = world.client(who).get(path).wsgi_request
        member = world.members[who]
        assert (request.vendor, request.membership, request.actor) == (world.acme, member, member.actor())
        assert (request.audience, request.scope.audience) == (side, side)
        assert (request.scope.vendor_id, request.scope.partner_id) == (world.acme.pk, member.partner_id)


def test_a_public_page_knows_its_vendor_and_nobody_else(world, client):
    path = f"/apply/acme/{world.programs['acme'].ref}/"
    for caller in (client, world.client("sam")):
        answer = caller.get(path)
        request = answer.wsgi_request
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert (request.vendor, request.audience, request.scope.audience) == (world.acme, "public", "public")
        assert (request.membership, request.actor, request.scope.partner_id) == (None, None, None)


def test_a_closed_vendors_public_pages_are_gone(world, client):
    type(world.acme).objects.filter(pk=world.acme.pk).update(is_active=False)
    answer = client.get(f"/apply/acme/{world.programs['acme'].ref}/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_a_link_for_another_membership_is_followed_when_it_is_read_only(world):
    """A form that is sent holds its own: nobody is moved between partners in the middle of it."""
    client = world.client("nina")
    answer = client.post(f"/p/acme/accounts/team/?as={world.nina.pk}")
    assert answer.status_code == 405
    assert client.get("/p/acme/accounts/team/?as=")["Cache-Control"] == "no-store"


def test_a_page_of_nobodys_may_be_kept(db):
    assert "Cache-Control" not in Client().get("/nowhere/at/all/")
