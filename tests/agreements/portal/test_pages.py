import base64
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from agreements.models import Agreement
from agreements.services.template import publish_version, save_draft
from prm.outbox.services import drain
from tests.agreements.conftest import BODY, TERMS


def page(name, **kwargs):
    return reverse(f"portal:agreements:{name}", kwargs={"vendor": "acme", **kwargs})


def now_is(world, agreement):
    with world.scope("acme"):
        return Agreement.objects.get(pk=agreement.pk)


def data(agreement, **more):
    return {
        "name": "Bob", "title": "Owner", "email": "bob@northwind.example", "has_authority": "on",
        "document_sha256": agreement.text_sha256, "drawing": "", **more,
    }  # fmt: skip


def drawing():
    picture = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (20, 40, 250, 45))
    out = BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def test_the_partner_is_told_reads_and_signs_without_a_script(world, sent):
    drain(world.acme.pk)
    client = world.client("bob")
    assert "Resale agreement" in client.get(page("agreement-list")).content.decode()
    shown = client.get(page("agreement-sign", ref=sent.ref)).content.decode()
    assert "We protect an approved registration for 90 days" in shown
    assert sent.text_sha256 in shown
    assert "I am authorized to bind Northwind" in shown
    answer = client.post(page("agreement-sign", ref=sent.ref), data(sent))
    assert answer.status_code == 302
    row = now_is(world, sent)
    assert row.status == "partly_signed"
    with world.scope("acme"):
        signature = row.signatures.get()
    assert (signature.method, signature.member_id, signature.ip) == ("typed", world.bob.pk, "127.0.0.1")
    assert "countersigns next" in client.get(page("agreement-detail", ref=sent.ref)).content.decode()


def test_a_drawn_signature_is_kept(world, sent):
    world.client("bob").post(page("agreement-sign", ref=sent.ref), data(sent, drawing=drawing()))
    with world.scope("acme"):
        signature = now_is(world, sent).signatures.get()
        assert (signature.method, bytes(signature.drawing)[:4]) == ("drawn", b"\x89PNG")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"has_authority": ""}, "This field is required"),
        ({"name": ""}, "This field is required"),
        ({"drawing": "data:image/png;base64,xxxx"}, "could not be read"),
    ],
)
def test_what_is_incomplete_is_answered_400_and_keeps_the_input(world, sent, more, words):
    answer = world.client("bob").post(page("agreement-sign", ref=sent.ref), data(sent, **more))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert 'value="Owner"' in answer.content.decode()
    assert now_is(world, sent).status == "sent"


def test_a_superseded_version_is_refused_with_409(world, template, sent):
    with world.scope("acme"):
        version = save_draft(template, body=BODY + "New.", parameters=TERMS, actor=world.actor("alice"), at=world.now)
        publish_version(version, actor=world.actor("alice"), at=world.now)
    answer = world.client("bob").post(page("agreement-sign", ref=sent.ref), data(sent))
    assert answer.status_code == 409
    assert "Version 1 was replaced by version 2" in answer.content.decode()
    assert now_is(world, sent).status == "sent"


def test_words_changed_since_the_page_was_opened_are_refused_with_409(world, sent):
    answer = world.client("bob").post(page("agreement-sign", ref=sent.ref), data(sent, document_sha256="f" * 64))
    assert answer.status_code == 409
    assert "was changed after you opened it" in answer.content.decode()


def test_a_double_click_signs_once(world, sent):
    client = world.client("bob")
    answers = [client.post(page("agreement-sign", ref=sent.ref), data(sent)).status_code for _click in range(2)]
    assert answers == [302, 409]
    with world.scope("acme"):
        assert now_is(world, sent).signatures.count() == 1


def test_asking_for_changes(world, sent):
    client = world.client("bob")
    assert client.post(page("agreement-changes", ref=sent.ref), {"reason": "120 days"}).status_code == 302
    assert now_is(world, sent).change_request == "120 days"
    assert "being worked on" in client.get(page("agreement-detail", ref=sent.ref)).content.decode()


def test_both_sides_download_the_same_sealed_file(world, executed):
    mine = world.client("bob").get(page("agreement-file", ref=executed.ref))
    theirs = world.client("sam").get(
        reverse("workspace:agreements:agreement-file", kwargs={"vendor": "acme", "ref": executed.ref})
    )
    assert mine.status_code == theirs.status_code == 200
    assert mine.content == theirs.content


@pytest.mark.parametrize(("person", "status"), [("nina", 403), ("carl", 404), ("eve", 404)])
@pytest.mark.parametrize("name", ["agreement-detail", "agreement-sign", "agreement-file"])
def test_who_is_kept_out(world, executed, person, status, name):
    assert world.client(person).get(page(name, ref=executed.ref)).status_code == status


def test_a_draft_does_not_exist_for_the_partner(world, draft):
    assert world.client("bob").get(page("agreement-detail", ref=draft.ref)).status_code == 404


def test_everybody_concerned_is_told(world, sent):
    from prm.notifications.models import Notification

    world.client("bob").post(page("agreement-sign", ref=sent.ref), data(sent))
    drain(world.acme.pk)
    with world.scope("acme"):
        told = {
            (notice.kind, notice.recipient.name)
            for notice in Notification.objects.filter(kind__startswith="agreements.").select_related("recipient")
        }
    assert told == {
        ("agreements.sent", "Bob"),
        ("agreements.countersign", "Alice"),
        ("agreements.countersign", "Petra"),
    }
