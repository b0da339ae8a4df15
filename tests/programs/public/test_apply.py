import re

import pytest
from django.core.cache import cache
from django.test import Client

from prm.notifications.models import OutboxMail
from prm.notifications.rendering import render
from prm.outbox.services import drain
from programs.links import application_of_token, application_token
from programs.models import Application
from programs.services.qualification import return_application

ANSWERS = {
    "company_name": "Fabrikam GmbH", "domain": "https://www.fabrikam.de", "country": "DE", "contact_name": "Ute Falk",
    "contact_email": "ute@fabrikam.de", "segments": ["energy"], "technical_people": "8", "sales_people": "4",
    "answer_relationships": "none", "answer_finances": "profitable", "answer_motivation": "Growth",
}  # fmt: skip


@pytest.fixture
def url(world):
    cache.clear()
    return f"/apply/acme/{world.programs['acme'].ref}/"


@pytest.fixture
def later(monkeypatch):
    """The form was opened ten seconds ago."""
    import time

    opened = time.time()

    def wait(seconds=10):
        monkeypatch.setattr("django.core.signing.time.time", lambda: opened + seconds)

    return wait


def opened(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return re.search(r'name="started" value="([^"]+)"', page.content.decode()).group(1)


def test_the_chooser_names_open_programs_only(world):
    page = Client().get("/apply/acme/").content.decode()
    assert "Acme Resale" in page
    assert "Globex" not in page
    with world.scope("acme"):
        type(world.programs["acme"]).objects.update(status="closed")
    assert "No program takes applications now" in Client().get("/apply/acme/").content.decode()


def test_an_unknown_vendor_or_foreign_program_does_not_exist(world, url):
    assert Client().get("/apply/nobody/").status_code == 404
    assert Client().get(f"/apply/acme/{world.programs['globex'].ref}/").status_code == 404


def test_a_company_applies(world, url, later):
    client = Client()
    typed = {**ANSWERS, "started": opened(client, url), "do": "submit"}
    later()
    done = client.post(url, typed)
    assert done.status_code == 302
    page = client.get(done.url).content.decode()
    assert "With us" in page
    with world.scope("acme"):
        row = Application.objects.get()
        assert (row.status, row.domain, row.answers["finances"], row.segments) == (
            "submitted", "fabrikam.de", "profitable", ["energy"],
        )  # fmt: skip
    assert client.post(done.url, {**typed, "company_name": "Changed"}).status_code == 409


def test_missing_answers_are_told_and_everything_is_kept(world, url, later):
    client = Client()
    typed = {**ANSWERS, "company_name": "", "started": opened(client, url), "do": "submit"}
    later()
    refused = client.post(url, typed)
    assert refused.status_code == 400
    assert 'value="Ute Falk"' in refused.content.decode()
    with world.scope("acme"):
        assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "seconds"), [({"website": "http://spam"}, 10), ({}, 1), ({"started": "forged"}, 10), ({}, 90_000)]
)
def test_robots_are_refused_with_their_words_kept(world, url, later, change, seconds):
    client = Client()
    typed = {**ANSWERS, "started": opened(client, url), "do": "submit", **change}
    later(seconds)
    refused = client.post(url, typed)
    assert refused.status_code == 400
    assert "looked like a robot" in refused.content.decode()
    with world.scope("acme"):
        assert Application.objects.count() == 0


def test_too_many_forms_from_one_address_are_refused(world, url, later, monkeypatch):
    monkeypatch.setattr("programs.public.views.SENT_AN_HOUR", 2)
    client = Client()
    typed = {**ANSWERS, "started": opened(client, url), "do": "submit"}
    later()
    assert [client.post(url, typed).status_code for _number in range(3)] == [302, 302, 429]


def test_save_for_later_comes_back_by_the_mailed_link(world, url, later):
    client = Client()
    typed = {
        "contact_email": "ute@fabrikam.de",
        "company_name": "Fabrikam",
        "started": opened(client, url),
        "do": "save",
    }
    later()
    saved = client.post(url, typed)
    drain(world.acme.pk)
    with world.scope("acme"):
        mail = OutboxMail.objects.get()
        assert saved.url in render(mail).action_url
        assert "/apply/" not in mail.body + mail.action_path
    other_browser = Client()
    page = other_browser.get(saved.url).content.decode()
    assert 'value="Fabrikam"' in page
    later(0)
    started = opened(other_browser, saved.url)
    later(20)
    assert other_browser.post(saved.url, {**ANSWERS, "started": started, "do": "submit"}).status_code == 302
    with world.scope("acme"):
        assert [row.status for row in Application.objects.all()] == ["submitted"]


def test_a_returned_application_is_answered(world, url, apply, later):
    row = apply()
    with world.scope("acme"):
        return_application(row, actor=world.actor("sam"), at=world.now, reason="Which products?")
    client, link = Client(), f"/apply/acme/at/{application_token(world.acme.pk, row.pk)}/"
    assert "Which products?" in client.get(link).content.decode()
    started = opened(client, link)
    later()
    assert client.post(link, {**ANSWERS, "started": started, "do": "submit"}).status_code == 302
    assert "With us" in client.get(link).content.decode()


def test_the_applicant_withdraws(world, apply):
    row = apply()
    client, link = Client(), f"/apply/acme/at/{application_token(world.acme.pk, row.pk)}/"
    assert client.get(f"{link}withdraw/").status_code == 200
    assert client.post(f"{link}withdraw/").status_code == 302
    assert "You took the application back" in client.get(link).content.decode()
    assert client.post(f"{link}withdraw/").status_code == 409


def test_a_link_opens_its_own_application_at_its_own_vendor(world, apply):
    row = apply()
    token = application_token(world.acme.pk, row.pk)
    assert application_of_token(token, world.acme.pk) == row.pk
    assert application_of_token(token, world.globex.pk) is None
    assert Client().get(f"/apply/globex/at/{token}/").status_code == 404
    forged = token[:-2] + ("aa" if token[-2:] != "aa" else "bb")
    assert Client().get(f"/apply/acme/at/{forged}/").status_code == 404
    assert Client().get("/apply/acme/at/nonsense/").status_code == 404


def test_the_form_asks_only_what_the_program_weighs_and_says_whom_it_takes(world, url, later):
    page = Client().get(url).content.decode()
    assert 'name="answer_seller"' in page
    assert "Who may apply" not in page
    with world.scope("acme"):
        type(world.programs["acme"]).objects.update(
            scorecard={"weights": {"finances": 10}, "own": []}, eligibility={"countries": ["US"]}
        )
    client = Client()
    page = client.get(url).content.decode()
    assert ('name="answer_seller"' in page, 'name="answer_finances"' in page) == (False, True)
    assert "Companies in United States" in page
    typed = {**ANSWERS, "started": opened(client, url), "do": "submit"}
    later()
    refused = client.post(url, typed)
    assert refused.status_code == 409
    assert "takes no partners from there" in refused.content.decode()
    assert 'value="Ute Falk"' in refused.content.decode()
