"""The doors of a vendor: who knocks at another's is written down, and who is let in finds the own things."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from prm.accounts.middleware import MembershipMiddleware
from prm.accounts.models import Membership
from tests.support.world import AGELESS

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


class Door:
    """The middleware alone: what it makes of a request, or the answer it keeps the person out with."""

    def __init__(self, world, rf, who):
        self.member, self.rf = world.members[who], rf
        self.session = world.client(who).session

    def __call__(self, path):
        request = self.rf.get(path)
        request.user, request.session = self.member.user, self.session
        answer = MembershipMiddleware(lambda request: HttpResponse("in"))(request)
        return request, answer


def test_who_is_a_member_twice_goes_on_where_the_last_link_led(world, rf):
    with world.scope("acme"):
        second = Membership.objects.create(
            user_id=world.xena.user_id, audience="portal", role="admin", partner_id=world.contoso.pk, name="Xena",
            email=world.xena.email,
        )  # fmt: skip
    door, path = Door(world, rf, "xena"), "/p/acme/accounts/team/"
    for member, role in ((second, "admin"), (world.xena, "seller"), (second, "admin")):
        _request, answer = door(f"{path}?as={member.pk}&q=a&q=b")
        assert (answer.status_code, answer["Location"]) == (302, f"{path}?q=a&q=b")
        request, answer = door(path)
        assert (answer.content, request.membership, request.scope.partner_id) == (b"in", member, member.partner_id)
        assert (request.actor.role, request.audience) == (role, "portal")
    _request, answer = door(f"{path}?as={world.carl.pk}")
    assert answer["Location"] == path
    assert door(path)[0].membership == second, "anothers leads nowhere"
    assert {row.pk for row in door(path)[0].memberships} == {second.pk, world.xena.pk, world.xena_at_globex.pk}
    assert door("/p/globex/accounts/team/")[0].membership == world.xena_at_globex


def test_who_began_with_other_rights_begins_anew(world, rf):
    door, path = Door(world, rf, "sam"), "/w/acme/accounts/members/"
    assert door(path)[1].content == b"in"
    with world.scope("acme"):
        Membership.objects.filter(pk=world.sam.pk).update(access_changed_at=AGELESS + timedelta(seconds=1))
    request, told = rf.get(path), []
    request.user, request.session = world.sam.user, door.session
    request._messages = type("Kept", (), {"add": lambda self, level, message, tags="": told.append(str(message))})()
    answer = MembershipMiddleware(lambda request: HttpResponse("in"))(request)
    assert (answer.status_code, answer["Location"]) == (302, f"/auth/login/?next={path}")
    assert told == ["Your rights here have changed. Sign in again to go on with them."]
    assert (request.membership, request.actor, request.scope) == (None, None, None)
    assert request.user.is_anonymous


def test_a_language_of_the_membership_holds_for_this_request(world, rf):
    with world.scope("acme"):
        Membership.objects.filter(pk=world.sam.pk).update(language="de")
    with translation.override("en-us"):
        request, _answer = Door(world, rf, "sam")("/w/acme/accounts/members/")
        assert (request.LANGUAGE_CODE, translation.get_language()) == ("de", "de")
