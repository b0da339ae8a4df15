"""Fixed, stolen and forgotten sessions (T38)."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prm.accounts.services.member import change_role, deactivate_member, reactivate_member
from tests.support.world import PASSWORD

HOME = "/w/acme/accounts/members/"
NEW_PASSWORD = "another long sentence"
MORNING = datetime(2026, 3, 17, 6, 0, tzinfo=UTC)


def sign_in(email, password=PASSWORD, client=None):
    client = client or Client()
    answer = client.post("/auth/login/", {"login": email, "password": password, "next": HOME})
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    return client


def is_out(client, path=HOME):
    answer = client.get(path)
    return (answer.status_code, answer.get("Location")) == (302, f"/auth/login/?next={path}")


def test_signing_in_gives_a_new_session_and_the_planted_one_stays_a_strangers(proven):
    attacker = Client()
    attacker.get("/auth/login/")
    session = attacker.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    victim = Client()
    victim.cookies["sessionid"] = attacker.cookies["sessionid"] = planted
    sign_in("sam@acme.example", client=victim)
    assert victim.cookies["sessionid"].value != planted
    assert victim.get(HOME).status_code == 200
    assert is_out(attacker)
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_session_left_alone_for_three_hours_is_over(world, time_machine):
    time_machine.move_to(MORNING, tick=False)
    client = world.client("sam", signed_in=MORNING)
    time_machine.move_to(MORNING + timedelta(hours=2, minutes=59), tick=False)
    assert client.get(HOME).status_code == 200
    time_machine.move_to(MORNING + timedelta(hours=5, minutes=59), tick=False)
    assert is_out(client)
    assert is_out(client), "it does not come back"


def test_a_session_in_use_is_over_after_twelve_hours(world, time_machine):
    client = world.client("sam", signed_in=MORNING)
    for hours in range(1, 12):
        time_machine.move_to(MORNING + timedelta(hours=hours), tick=False)
        assert client.get(HOME).status_code == 200, hours
    time_machine.move_to(MORNING + timedelta(hours=12), tick=False)
    assert is_out(client)


def test_who_is_signed_out_is_told_why_and_comes_back_to_the_same_page(proven, time_machine):
    time_machine.move_to(MORNING, tick=False)
    client = proven.client("sam", signed_in=MORNING)
    time_machine.move_to(MORNING + timedelta(hours=4), tick=False)
    assert "this sign-in had become old" in client.get(HOME, follow=True).text
    sign_in("sam@acme.example", client=client)
    assert client.get(HOME).status_code == 200


def test_a_fragment_of_a_page_sends_the_whole_page_to_sign_in(world, time_machine):
    time_machine.move_to(MORNING, tick=False)
    client = world.client("sam", signed_in=MORNING - timedelta(hours=4))
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{HOME}?left=1"}
    answer = client.get(f"{HOME}?part=totals", headers=headers)
    assert answer["HX-Redirect"] == "/auth/login/?next=%2Fw%2Facme%2Faccounts%2Fmembers%2F%3Fleft%3D1"


def test_a_session_without_marks_of_its_age_is_over(world):
    client = world.client("sam")
    session = client.session
    del session["signed_in_at"]
    session.save()
    assert is_out(client)


def writes(client):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(HOME).status_code == 200
    return [q["sql"] for q in seen.captured_queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


def test_the_mark_of_activity_is_written_every_few_minutes_and_not_with_every_request(world, time_machine):
    time_machine.move_to(MORNING, tick=False)
    client = world.client("sam", signed_in=MORNING)
    assert writes(client) == []
    time_machine.move_to(MORNING + timedelta(minutes=4, seconds=59), tick=False)
    assert writes(client) == []
    time_machine.move_to(MORNING + timedelta(minutes=5), tick=False)
    noted = writes(client)
    assert [sql.split('"')[1] for sql in noted] == ["usersessions_usersession", "django_session"]
    assert writes(client) == []


def change_password(client):
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/auth/password/change/", form).status_code == 302


def activate_authenticator(client):
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    client.get("/auth/2fa/totp/activate/")
    code = hotp_value(client.session["mfa.totp.secret"], next(yield_hotp_counters_from_time()))
    assert client.post("/auth/2fa/totp/activate/", {"code": format_hotp_value(code)}).status_code == 302


def change_address(client):
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    client.post("/auth/email/", {"email": "sam.new@acme.example", "action_add": ""})
    code = client.session["account_email_verification_code"]["code"]
    assert client.post("/auth/confirm-email/", {"code": code}).status_code == 302


def reset_password(client):
    client.logout()
    client.post("/auth/password/reset/", {"email": "sam@acme.example"})
    code = client.session["account_password_reset_verification"]["code"]
    client.post("/auth/password/reset/confirm/", {"code": code})
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/auth/password/reset/complete/", form).status_code == 302
    sign_in("sam@acme.example", NEW_PASSWORD, client)


def check_that_others_end(change):
    """The browser that changes it stays in, or signs in anew; the other one is out, and so is the key of before."""
    here, there, before = sign_in("sam@acme.example"), sign_in("sam@acme.example"), Client()
    before.cookies["sessionid"] = here.cookies["sessionid"].value
    change(here)
    assert is_out(there)
    assert is_out(before)
    assert here.get(HOME).status_code == 200


@pytest.mark.parametrize("change", [change_password, change_address, reset_password])
def test_a_change_of_password_or_address_ends_every_other_session(proven, change):
    check_that_others_end(change)


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_ends_every_other_session(proven):
    check_that_others_end(activate_authenticator)


def test_a_former_members_next_request_finds_nothing(world):
    client = world.client("sam")
    assert client.get(HOME).status_code == 200
    with world.scope("alice"):
        deactivate_member(world.sam, actor=world.actor("alice"), at=world.now)
    assert client.get(HOME).status_code == 404


@pytest.mark.parametrize("member", ["sam", "nina"])
def test_another_role_needs_another_session(world, time_machine, member):
    home = HOME if member == "sam" else "/p/acme/accounts/team/"
    admin, role = ("alice", "viewer") if member == "sam" else ("bob", "finance")
    time_machine.move_to(MORNING, tick=False)
    client = world.client(member, signed_in=MORNING)
    later = MORNING + timedelta(minutes=10)
    time_machine.move_to(later, tick=False)
    with world.scope(admin):
        change_role(world.members[member], role, actor=world.actor(admin), at=later)
    assert "Your rights here have changed" in client.get(home, follow=True).text
    assert is_out(client, home)
    assert world.client(member, signed_in=later + timedelta(seconds=1)).get(home).status_code == 200


def test_access_given_again_does_not_wake_the_sessions_of_before(world, time_machine):
    time_machine.move_to(MORNING, tick=False)
    client = world.client("sam", signed_in=MORNING)
    with world.scope("alice"):
        deactivate_member(world.sam, actor=world.actor("alice"), at=MORNING)
        reactivate_member(world.sam, actor=world.actor("alice"), at=MORNING + timedelta(seconds=1))
    assert is_out(client)
