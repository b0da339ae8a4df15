"""Who has an account here is nobody's to find out (T36), and passwords and codes are not there to be guessed (T37)."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.isolation.canaries import plain
from tests.support.world import PASSWORD

KNOWN, UNKNOWN = "nina@northwind.example", "nixi@northwind.example"
WRONG = "not the one it is"
TRIES, ALLOWED = 30, 5


def told(path, form):
    """What an asker is told: each status, where it leads, and the last page without what was asked and tokens."""
    client = Client()
    answer = client.post(path, form, follow=True)
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text)
    return answer.redirect_chain, answer.status_code, plain(text, [str(value) for value in form.values()])


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/auth/login/", lambda email: {"login": email, "password": WRONG}),
        ("/auth/password/reset/", lambda email: {"email": email}),
        ("/auth/signup/", lambda email: {"email": email, "name": "Somebody", "password1": "a good long sentence"}),
    ],
)
def test_a_known_address_is_answered_like_an_unknown_one(proven, path, form):
    assert told(path, form(KNOWN)) == told(path, form(UNKNOWN))


def test_an_invitation_does_not_tell_whether_the_address_has_an_account_elsewhere(world):
    path = "/w/acme/accounts/members/invite/"
    client = world.client("alice")
    answers = []
    for email in ("eve@globex.example", "ewe@globex.example"):
        answer = client.post(path, {"email": email, "role": "viewer"}, follow=True)
        answers.append((answer.redirect_chain, answer.status_code, "The invitation is on its way." in answer.text))
    assert answers == [([("/w/acme/accounts/invitations/", 302)], 200, True)] * 2


def is_limited(answer):
    return answer.status_code == 429 or "Too many" in answer.text


def try_to_enter(email, password, **extra):
    client = Client(**extra)
    answer = client.post("/auth/login/", {"login": email, "password": password})
    return "in" if answer.status_code == 302 else "limited" if is_limited(answer) else "refused"


@pytest.mark.parametrize(
    "disguise",
    [
        lambda n: {"HTTP_X_FORWARDED_FOR": f"198.51.100.{n}"},
        lambda n: {"HTTP_X_FORWARDED_FOR": f"198.51.100.{n}, 127.0.0.1", "HTTP_X_REAL_IP": f"198.51.100.{n}"},
        lambda n: {"REMOTE_ADDR": f"198.51.100.{n}"},
    ],
    ids=["forged header", "forged chain", "really many addresses"],
)
def test_an_account_is_closed_to_guesses_after_five_whatever_the_address_says(proven, disguise):
    seen = [try_to_enter(KNOWN, WRONG, **disguise(n)) for n in range(1, TRIES + 1)]
    assert seen[:ALLOWED] == ["refused"] * ALLOWED
    assert set(seen[ALLOWED:]) <= {"limited"}
    assert try_to_enter(KNOWN, PASSWORD, **disguise(99)) == "limited", "not even with the right one"
    assert try_to_enter("sam@acme.example", PASSWORD, REMOTE_ADDR="203.0.113.9") == "in", "others are not slowed"


def test_the_limit_speaks_of_unknown_addresses_alike(proven):
    seen = [[try_to_enter(who, WRONG, REMOTE_ADDR=f"198.51.100.{n}") for n in range(8)] for who in (KNOWN, UNKNOWN)]
    assert seen[0] == seen[1] == ["refused"] * ALLOWED + ["limited"] * 3


def test_asking_again_is_no_way_around_the_limit(world):
    client = world.client("nina")
    for _n in range(TRIES):
        client.post("/auth/reauthenticate/", {"password": WRONG})
    session = client.session
    del session["account_authentication_methods"]
    session.save()
    assert client.post("/auth/reauthenticate/", {"password": PASSWORD}).status_code != 302


def test_codes_of_the_second_factor_are_not_guessed(proven):
    user = proven.nina.user
    TOTP.activate(user, generate_totp_secret())
    right = RecoveryCodes.activate(user).get_unused_codes()[0]
    client = Client()
    client.post("/auth/login/", {"login": KNOWN, "password": PASSWORD})
    for n in range(TRIES):
        client.post("/auth/2fa/authenticate/", {"code": f"{n:06}"})
    client.post("/auth/2fa/authenticate/", {"code": right})
    assert client.get("/p/acme/").status_code == 302
