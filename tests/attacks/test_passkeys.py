"""A passkey opens our door only: not with a signature given to another site, for another one, or given before (T39)."""

import json
import secrets
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

OURS, ORIGIN = "testserver", "https://testserver"
FLAG = AuthenticatorData.FLAG
PRESENT = FLAG.UP | FLAG.UV
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
LOOKALIKES: dict[str, dict[str, str]] = {
    "another origin": {"origin": "https://testserver.evil.example"},
    "no secure origin": {"origin": "http://testserver"},
    "another relying party": {"rp": "evil.example"},
}


class Passkey:
    """An authenticator that signs what it is told, also what an honest one would not."""

    def __init__(self, handle: str) -> None:
        self.handle = handle
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)

    def create(self, options: dict[str, Any], *, origin: str = ORIGIN, rp: str = OURS) -> str:
        told = CollectedClientData.create("webauthn.create", options["publicKey"]["challenge"], origin)
        public = ES256.from_cryptography_key(self.key.public_key())
        holder = AttestedCredentialData.create(bytes(16), self.id, public)
        seen = AuthenticatorData.create(sha256(rp.encode()), PRESENT | FLAG.AT, 0, holder)
        statement = AttestationObject.create("none", seen, {})
        return self._answer(told, {"attestationObject": websafe_encode(bytes(statement))})

    def get(self, options: dict[str, Any], *, origin: str = ORIGIN, rp: str = OURS) -> str:
        told = CollectedClientData.create("webauthn.get", options["publicKey"]["challenge"], origin)
        seen = AuthenticatorData.create(sha256(rp.encode()), PRESENT, 1)
        signature = self.key.sign(bytes(seen) + told.hash, ec.ECDSA(SHA256()))
        parts = {"authenticatorData": bytes(seen), "signature": signature, "userHandle": self.handle.encode()}
        return self._answer(told, {name: websafe_encode(part) for name, part in parts.items()})

    def _answer(self, told: CollectedClientData, response: dict[str, str]) -> str:
        answer = {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {"clientDataJSON": websafe_encode(bytes(told)), **response},
            "clientExtensionResults": {"credProps": {"rk": True}},
        }
        return json.dumps(answer)


def options_for_sam(client: Client) -> dict[str, Any]:
    page = client.get("/auth/2fa/webauthn/add/", secure=True)
    return page.context["js_data"]["creation_options"]


def add(client: Client, credential: str):
    return client.post("/auth/2fa/webauthn/add/", {"name": "Key", "credential": credential}, secure=True)


def ask(client: Client) -> dict[str, Any]:
    return client.get("/auth/2fa/webauthn/login/", headers=SCRIPT, secure=True).json()["request_options"]


def sign_in(client: Client, credential: str) -> bool:
    client.post("/auth/2fa/webauthn/login/", {"credential": credential}, secure=True)
    return "_auth_user_id" in client.session


@pytest.fixture
def passkey(proven) -> Passkey:
    client = proven.client("sam")
    passkey = Passkey(user_pk_to_url_str(proven.sam.user))
    assert add(client, passkey.create(options_for_sam(client))).status_code == 302
    return passkey


def test_a_passkey_of_ours_signs_in(passkey):
    client = Client()
    assert sign_in(client, passkey.get(ask(client)))


@pytest.mark.parametrize("lie", LOOKALIKES.values(), ids=LOOKALIKES)
def test_a_signature_made_for_another_site_signs_nobody_in(passkey, lie):
    client = Client()
    assert not sign_in(client, passkey.get(ask(client), **lie))


def test_a_signature_works_for_the_challenge_it_was_given_for_and_once(passkey):
    client, thief = Client(), Client()
    credential = passkey.get(ask(client))
    ask(thief)
    assert not sign_in(thief, credential)
    assert sign_in(client, credential)
    client.logout()
    assert not sign_in(client, credential)


def test_a_key_that_was_never_added_signs_nobody_in(passkey):
    client = Client()
    assert not sign_in(client, Passkey(passkey.handle).get(ask(client)))


@pytest.mark.parametrize("lie", LOOKALIKES.values(), ids=LOOKALIKES)
def test_a_passkey_made_for_another_site_is_not_added(proven, lie):
    client = proven.client("sam")
    assert add(client, Passkey("1").create(options_for_sam(client), **lie)).status_code == 200
    assert not Authenticator.objects.exists()
