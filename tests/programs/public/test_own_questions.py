import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prm.forms.questions import Condition, Question
from prm.forms.services import add_question, change_question, publish_form, start_definition
from prm.lib.errors import Invalid
from prm.tenancy.scope import Audience, tenant_context
from programs.form_kinds import APPLICATION_FORM
from programs.models import Application
from programs.services.application import submit_application
from programs.services.qualification import return_application
from tests.programs.conftest import ANSWERS as VALUES
from tests.programs.public.test_apply import ANSWERS, later, opened, url  # noqa: F401
from tests.support.hostile_files import PDF

FLEET = Question("fleet", "yes_no", "Do you run a fleet?", is_required=True)
SIZE = Question("size", "number", "How many vans?", is_required=True, show_if=Condition("fleet", ("yes",)))
PAPER = Question("paper", "file", "Company register", show_if=Condition("fleet", ("yes",)))


@pytest.fixture
def own(world):
    """Acme's resale program asks about the fleet."""
    petra = {"actor": world.actor("petra"), "at": world.now}
    with world.scope("acme"):
        form = start_definition(APPLICATION_FORM.key, world.programs["acme"].pk, **petra)
        for question in (FLEET, SIZE, PAPER):
            form = add_question(form, question, **petra)
        return publish_form(form, **petra)


def test_a_conditional_question_is_required_where_it_is_asked(world, own, url, later):  # noqa: F811
    client = Client()
    typed = {**ANSWERS, "started": opened(client, url), "do": "submit", "own-fleet": "yes"}
    later()
    refused = client.post(url, typed)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert '<a href="#id_own-size">How many vans?</a>: This field is required.' in page
    assert 'value="Ute Falk"' in page
    paper = SimpleUploadedFile("register.pdf", PDF)
    taken = client.post(url, {**typed, "own-size": "12", "own-paper": paper})
    assert taken.status_code == 302
    with world.scope("acme"):
        row = Application.objects.get()
        assert (row.status, row.form_version) == ("submitted", own.pk)
        file = row.own_answers.pop("paper")
        assert row.own_answers == {"fleet": True, "size": "12"}
    page = world.client("sam").get(f"/w/acme/programs/applications/{row.ref}/").content.decode()
    assert "<dt>How many vans?</dt><dd>12</dd>" in page
    assert f'<a href="/w/acme/files/{file["ref"]}/">register.pdf</a>' in page
    assert world.client("sam").get(f"/w/acme/files/{file['ref']}/").status_code == 200


def test_what_is_not_asked_is_not_kept(world, own, url, later):  # noqa: F811
    client = Client()
    typed = {**ANSWERS, "started": opened(client, url), "do": "submit", "own-fleet": "no", "own-size": "nonsense"}
    later()
    assert client.post(url, typed).status_code == 302
    with world.scope("acme"):
        assert Application.objects.get().own_answers == {"fleet": False}


def test_a_bad_file_is_refused_at_its_question(world, own, url, later):  # noqa: F811
    client = Client()
    bad = SimpleUploadedFile("register.pdf", b"MZ\x90\x00not a pdf")
    typed = {**ANSWERS, "started": opened(client, url), "do": "submit", "own-fleet": "yes", "own-size": "3"}
    later()
    refused = client.post(url, {**typed, "own-paper": bad})
    assert refused.status_code in (400, 422)
    assert '<a href="#id_own-paper">Company register</a>' in refused.content.decode()
    with world.scope("acme"):
        assert Application.objects.count() == 0


def test_a_draft_has_gaps_and_comes_back_with_its_answers(world, own, url, later):  # noqa: F811
    client = Client()
    typed = {"contact_email": "ute@fabrikam.de", "started": opened(client, url), "do": "save", "own-fleet": "yes"}
    later()
    saved = client.post(url, {**typed, "own-paper": SimpleUploadedFile("register.pdf", PDF)})
    assert saved.status_code == 302
    later(0)
    started = opened(client, saved.url)
    page = client.get(saved.url).content.decode()
    assert "We have register.pdf. Another file takes its place." in page
    later(20)
    sent = client.post(saved.url, {**ANSWERS, "started": started, "do": "submit", "own-fleet": "yes", "own-size": "5"})
    assert sent.status_code == 302
    with world.scope("acme"):
        answers = Application.objects.get().own_answers
        assert (answers["size"], answers["paper"]["name"]) == ("5", "register.pdf")


def test_answers_stand_under_the_words_they_were_given_to(world, own, apply):
    row = apply(own={"fleet": True, "size": "7"}, answers={})
    with world.scope("acme"):
        Application.objects.filter(pk=row.pk).update(form_version=own.pk)
        petra = {"actor": world.actor("petra"), "at": world.now}
        form = change_question(own.definition, "fleet", Question("fleet", "yes_no", "Any vehicles?"), **petra)
        publish_form(form, **petra)
    page = world.client("sam").get(f"/w/acme/programs/applications/{row.ref}/").content.decode()
    assert "Do you run a fleet?" in page
    assert "Any vehicles?" not in page


def test_the_service_asks_for_what_the_form_version_requires(world, own):
    with tenant_context(Audience.PUBLIC, world.acme.pk), pytest.raises(Invalid) as refused:
        submit_application(
            world.programs["acme"].ref, {**VALUES, "own": {"fleet": True}}, form_version=own.pk, at=world.now
        )
    assert refused.value.fields == {"own-size": "This is needed."}


def test_a_returned_application_is_asked_what_is_asked_now(world, own, apply, later):  # noqa: F811
    from programs.links import application_token

    row = apply()
    with world.scope("acme"):
        return_application(row, actor=world.actor("sam"), at=world.now, reason="How large?")
    client, link = Client(), f"/apply/acme/at/{application_token(world.acme.pk, row.pk)}/"
    typed = {**ANSWERS, "started": opened(client, link), "do": "submit"}
    later()
    assert client.post(link, typed).status_code == 400
    assert client.post(link, {**typed, "own-fleet": "no"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_browser_shows_a_question_once_it_is_asked(world, own, screen):
    view = screen(width=360)
    page = view.open(f"/apply/acme/{world.programs['acme'].ref}/")
    assert not page.locator("#id_own-size").is_visible()
    page.check('input[name="own-fleet"][value="yes"]')
    assert page.locator("#id_own-size").is_visible()
    page.check('input[name="own-fleet"][value="no"]')
    assert not page.locator("#id_own-size").is_visible()
    assert view.axe() == []
    plain = screen(script=False).open(f"/apply/acme/{world.programs['acme'].ref}/")
    assert plain.locator("#id_own-size").is_visible()
