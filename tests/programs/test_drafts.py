"""A draft is kept for 30 days from the last time it was saved, and its end is told a week before."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from prm.audit.models import AuditEntry
from prm.files.models import StoredFile
from prm.forms.questions import Kind, Question
from prm.forms.services import add_question, publish_form, start_definition
from prm.notifications.models import OutboxMail
from prm.outbox.services import drain
from prm.tenancy.scope import Audience, tenant_context
from programs.form_kinds import APPLICATION_FORM
from programs.links import application_token
from programs.models import Application
from programs.services.application import save_application, submit_application
from programs.services.drafts import keep_drafts
from tests.programs.conftest import ANSWERS


def saved(world, at=None, **values):
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        return save_application(world.programs["acme"].ref, {**ANSWERS, **values}, at=at or world.now).id


def night(world, days):
    with world.scope("acme"):
        keep_drafts(at=world.now + timedelta(days=days))
    drain(world.acme.pk)


def mails(world):
    with world.scope("acme"):
        return [mail.subject for mail in OutboxMail.objects.order_by("created_at")]


def test_the_end_is_told_once_and_the_draft_goes(world):
    pk = saved(world)
    link = f"/apply/acme/at/{application_token(world.acme.pk, pk)}/"
    for days in (1, 22, 23, 24, 29):
        night(world, days)
    with world.scope("acme"):
        assert [row.pk for row in Application.objects.all()] == [pk]
    told = [subject for subject in mails(world) if "not handed in yet" in subject]
    assert len(told) == 1
    assert "deleted after" in Client().get(link).content.decode()
    night(world, 30)
    with world.scope("acme"):
        assert not Application.objects.exists()
        entry = AuditEntry.objects.get(action="application.forgotten")
        assert "Fabrikam" not in f"{entry.summary}{entry.changes}"
    gone = Client().get(link)
    assert (gone.status_code, "kept for 30 days" in gone.content.decode()) == (410, True)


def test_going_on_begins_the_thirty_days_again(world):
    pk = saved(world)
    night(world, 25)
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        save_application("", {"city": "Ulm"}, at=world.now + timedelta(days=26), application_id=pk)
    night(world, 40)
    with world.scope("acme"):
        assert Application.objects.get().reminded_at is None
    night(world, 50)
    assert len([subject for subject in mails(world) if "not handed in yet" in subject]) == 2


@pytest.mark.parametrize("status", ["submitted", "returned", "withdrawn", "rejected"])
def test_what_was_handed_in_stays(world, status):
    pk = saved(world)
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        submit_application("", ANSWERS, at=world.now, application_id=pk)
    with world.scope("acme"):
        Application.objects.update(status=status)
    night(world, 400)
    with world.scope("acme"):
        assert Application.objects.get().pk == pk


def test_a_draft_of_the_time_before_has_its_thirty_days(world):
    pk = saved(world)
    with world.scope("acme"):
        Application.objects.update(saved_at=None)
    night(world, 90)
    night(world, 119)
    with world.scope("acme"):
        assert Application.objects.get().pk == pk
    night(world, 120)
    with world.scope("acme"):
        assert not Application.objects.exists()


def test_its_files_go_with_it(world, django_capture_on_commit_callbacks):
    with world.scope("acme"):
        petra = {"actor": world.actor("petra"), "at": world.now}
        form = start_definition(APPLICATION_FORM.key, **petra)
        form = add_question(form, Question("extract", Kind.FILE, "Register extract"), **petra)
        version = publish_form(form, **petra)
    picture = BytesIO()
    Image.new("L", (8, 8)).save(picture, "PNG")
    upload = SimpleUploadedFile("extract.png", picture.getvalue(), "image/png")
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        values = {**ANSWERS, "own": {}, "uploads": {"extract": upload}}
        save_application(world.programs["acme"].ref, values, form_version=version.pk, at=world.now)
    with world.scope("acme"):
        key = StoredFile.objects.get().key
        assert default_storage.exists(key)
        with django_capture_on_commit_callbacks(execute=True):
            keep_drafts(at=world.now + timedelta(days=31))
        assert not StoredFile.objects.exists()
    assert not default_storage.exists(key)


def test_another_vendor_s_drafts_are_left_alone(world):
    with tenant_context(Audience.PUBLIC, world.globex.pk):
        save_application(world.programs["globex"].ref, ANSWERS, at=world.now - timedelta(days=100))
    night(world, 1)
    with world.scope("globex"):
        assert Application.objects.count() == 1
