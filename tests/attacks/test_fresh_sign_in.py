"""Money, bank data, keys and rights ask who it is, when the sign-in is older than five minutes (T39)."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from incentives.models import PayoutAccount
from tests.isolation.fingerprint import Watch
from tests.isolation.probes import RIGHTFUL
from tests.isolation.routes import tenant_routes
from tests.isolation.samples import load_samples
from tests.support.world import PASSWORD

OLD = timedelta(minutes=5, seconds=1)
SENSITIVE = {
    "workspace:accounts:member-edit",
    "workspace:accounts:member-invite",
    "workspace:accounts:member-reactivate",
    "workspace:accounts:token-create",
    "workspace:incentives:batch-approve",
    "workspace:incentives:batch-export",
    "workspace:incentives:batch-file",
    "workspace:incentives:funding",
    "portal:accounts:member-edit",
    "portal:accounts:member-invite",
    "portal:accounts:member-reactivate",
    "portal:accounts:token-create",
    "portal:incentives:payout",
    "portal:partners:access-decide",
    "workspace:partners:access-decide",
}
ACCOUNT = "/p/acme/incentives/account/"
BANK = {"holder": 'North "wind" <b>', "iban": "DE89370400440532013000", "bic": "COBADEFFXXX", "currency": "EUR"}


@pytest.fixture(autouse=True)
def today(world, time_machine):
    time_machine.move_to(world.now, tick=False)


def sensitive_routes():
    return [route for route in tenant_routes() if getattr(route.view, "needs_fresh_sign_in", False)]


def test_what_moves_money_or_gives_rights_is_declared_so():
    assert {route.name for route in sensitive_routes()} == SENSITIVE


def test_every_sensitive_address_asks_an_old_sign_in_again_and_does_nothing(world):
    samples = load_samples()
    for prepare in samples.prepare:
        prepare(world)
    old = {name: world.client(name, signed_in=world.now - OLD) for name in ("alice", "bob")}
    young = {name: world.client(name, signed_in=world.now - OLD + timedelta(seconds=2)) for name in old}
    watch = Watch(world)
    for route in sensitive_routes():
        who = RIGHTFUL[route.tree]
        kwargs = samples.objects[route.name](world) if route.objects else {}
        path = reverse(route.name, kwargs={"vendor": "acme", **kwargs})
        asked = old[who].get(path)
        assert (asked.status_code, asked["Location"]) == (302, f"/auth/reauthenticate/?next={path}"), path
        sent = old[who].post(path, {"typed": "and kept"})
        assert sent.status_code == 403, path
        assert '<input type="hidden" name="typed" value="and kept">' in sent.text, path
        assert young[who].get(path).status_code in (200, 404, 405), path
    assert watch.changed() == []


def test_the_password_opens_the_page_that_was_asked_for(world):
    client = world.client("bob", signed_in=world.now - OLD)
    asked = client.get(f"{ACCOUNT}?back=1", follow=True)
    assert asked.redirect_chain == [(f"/auth/reauthenticate/?next={ACCOUNT}%3Fback%3D1", 302)]
    form = {"password": PASSWORD, "next": f"{ACCOUNT}?back=1"}
    assert client.post("/auth/reauthenticate/", {**form, "password": "wrong"}).status_code == 200
    assert client.get(ACCOUNT).status_code == 302
    assert client.post("/auth/reauthenticate/", form)["Location"] == f"{ACCOUNT}?back=1"
    assert client.get(ACCOUNT).status_code == 200


def test_what_was_typed_too_slowly_is_kept_and_sent_again(world, time_machine):
    client = world.client("bob", signed_in=world.now)
    assert client.get(ACCOUNT).status_code == 200
    time_machine.move_to(world.now + OLD, tick=False)
    answer = client.post(ACCOUNT, BANK)
    assert answer.status_code == 403
    assert "/auth/reauthenticate/?next=%2Fconfirmed%2F" in answer.text
    assert 'value="North &quot;wind&quot; &lt;b&gt;"' in answer.text
    assert "DE89370400440532013000" not in str(dict(client.session))
    with world.scope("acme"):
        assert not PayoutAccount.objects.exists()
    confirmed = client.post("/auth/reauthenticate/", {"password": PASSWORD, "next": "/confirmed/"}, follow=True)
    assert "It is you" in confirmed.text
    assert client.post(ACCOUNT, BANK)["Location"] == "/p/acme/incentives/"
    with world.scope("acme"):
        assert PayoutAccount.objects.get().iban == BANK["iban"]


def test_a_fragment_asks_the_whole_page(world):
    client = world.client("bob", signed_in=world.now - OLD)
    page = {"HX-Request": "true", "HX-Current-URL": "http://testserver/p/acme/incentives/"}
    assert client.get(ACCOUNT, headers=page)["HX-Redirect"] == "/auth/reauthenticate/?next=%2Fp%2Facme%2Fincentives%2F"
    answer = client.post(ACCOUNT, BANK, headers=page)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (403, "body", "innerHTML")


def test_a_sign_in_with_the_password_is_fresh_by_itself(proven):
    client = Client()
    client.post("/auth/login/", {"login": "bob@northwind.example", "password": PASSWORD})
    assert client.get(ACCOUNT).status_code == 200


@pytest.mark.parametrize(
    ("path", "method", "data"),
    [
        ("/auth/2fa/totp/activate/", "get", {}),
        ("/auth/2fa/totp/activate/", "post", {"code": "123456"}),
        ("/auth/2fa/totp/deactivate/", "post", {}),
        ("/auth/2fa/webauthn/add/", "get", {}),
        ("/auth/2fa/webauthn/add/", "post", {}),
        ("/auth/2fa/recovery-codes/generate/", "get", {}),
        ("/auth/2fa/recovery-codes/generate/", "post", {}),
        ("/auth/email/", "post", {"email": "thief@example.com", "action_add": ""}),
    ],
)
def test_the_persons_own_second_factor_and_address_ask_too(world, path, method, data):
    user = world.sam.user
    TOTP.activate(user, generate_totp_secret())
    if path == "/auth/2fa/totp/activate/":
        Authenticator.objects.all().delete()
    client = world.client("sam", signed_in=world.now - OLD)
    answer = getattr(client, method)(path, data)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/auth/reauthenticate/")


def test_the_second_factor_is_asked_whatever_was_right_before_and_a_recovery_code_works_once(proven):
    user = proven.sam.user
    TOTP.activate(user, generate_totp_secret())
    code, second = RecoveryCodes.activate(user).get_unused_codes()[:2]
    home = "/w/acme/accounts/members/"

    def enter(given):
        client = Client()
        answer = client.post("/auth/login/", {"login": user.email, "password": PASSWORD, "next": home})
        assert answer["Location"] == "/auth/2fa/authenticate/"
        assert client.get(home).status_code == 302, "a password alone opens nothing"
        client.post("/auth/2fa/authenticate/", {"code": given})
        return client.get(home).status_code == 200

    assert [enter(code), enter(code), enter("00000000"), enter(second), enter(second)] == [
        True,
        False,
        False,
        True,
        False,
    ]
