import re

import pytest

pytestmark = pytest.mark.django_db
ENTRANCE = ["/auth/login/", "/auth/signup/", "/auth/password/reset/"]
MANAGE = [
    "/auth/2fa/",
    "/auth/2fa/totp/activate/",
    "/auth/2fa/webauthn/",
    "/auth/2fa/webauthn/add/",
    "/auth/sessions/",
    "/auth/email/",
    "/auth/password/change/",
    "/auth/logout/",
]


def is_ours(html):
    return all(part in html for part in ('class="ui-portalbar"', "css/tokens.css", 'id="content"'))


@pytest.mark.parametrize("path", ENTRANCE)
def test_sign_in_pages_wear_our_clothes(client, path):
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert is_ours(html)
    assert re.findall(r"<h1", html) == ["<h1"]
    assert re.findall(r"<[^>]+\sstyle=", html) == []


@pytest.mark.parametrize("path", MANAGE)
def test_account_pages_wear_our_clothes(world, path):
    client = world.client("sam")
    client.post("/auth/reauthenticate/", {"password": "correct horse battery"})
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert is_ours(html)
    assert "Back to work" in html
    assert [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag and "json" not in tag] == []


def test_the_sign_in_page_wears_the_brand_of_where_one_goes(world, client):
    html = client.get("/auth/login/?next=/p/acme/deals/").content.decode()
    assert "Sign in to Acme" in html
    assert "/brand/acme/" in html
    assert "/brand/" not in client.get("/auth/login/?next=//acme/w/acme/").content.decode()
    assert "/brand/" not in client.get("/auth/login/?next=/w/nobody/").content.decode()


def test_wrong_credentials_are_told_and_what_was_typed_is_kept(world, client):
    answer = client.post("/auth/login/", {"login": "sam@acme.example", "password": "wrong"})
    html = answer.content.decode()
    assert 'class="ui-notice ui-notice-bad ui-errors"' in html
    assert 'value="sam@acme.example"' in html
