from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend

from prm.lib.errors import Forbidden, WrongState
from prm.notifications.models import OutboxMail, PlatformMail
from prm.notifications.rendering import render
from prm.notifications.services.mail import MAX_ATTEMPTS, deliver_mail, queue_mails, retry_mail, sweep_mails


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://prm.example"
    settings.DEFAULT_FROM_EMAIL = "PRM <mail@prm.example>"


class DeadServer(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("connection refused")


def written(world, to_email="nina@northwind.example", **more):
    values = {"to_name": "Nina", "subject": "Decided", **more}
    mail = OutboxMail(
        recipient=world.nina, kind="test.decided", key="k", to_email=to_email, body="Protected.\n\nUntil June.",
        action_path="/p/acme/deals/?a=1", at=world.now, **values,
    )  # fmt: skip
    queue_mails([mail])
    return mail


def test_a_mail_leaves_on_commit_with_a_message_id_that_stays(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), world.scope("acme"):
        mail = written(world)
    (sent,) = django_mail.outbox
    assert sent.subject == "Decided"
    assert sent.from_email == "Acme <mail@prm.example>"
    assert sent.to == ["Nina <nina@northwind.example>"]
    assert sent.extra_headers["Message-ID"] == f"<{mail.pk}@prm.example>"
    with world.scope("acme"):
        assert OutboxMail.objects.get().status == "sent"
        assert deliver_mail(mail.pk, at=world.now) is False
    assert len(django_mail.outbox) == 1


def test_the_one_link_starts_at_the_installations_address_and_names_the_membership(world):
    with world.scope("acme"):
        found = render(written(world))
    assert found.action_url == f"https://prm.example/p/acme/deals/?a=1&as={world.nina.pk}"
    assert found.html.count('href="') == 1
    assert found.action_url in found.text
    assert "Protected." in found.text
    assert "<style" not in found.html


def test_what_people_wrote_is_text_in_a_mail(world):
    with world.scope("acme"):
        mail = written(world)
        mail.body = "<script>alert(1)</script>"
        found = render(mail)
    assert "<script>" not in found.html
    assert "<script>alert(1)</script>" in found.text


def test_without_a_mail_server_mail_is_kept(world, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = settings.OUTBOX_BACKEND
    with django_capture_on_commit_callbacks(execute=True), world.scope("acme"):
        written(world)
    assert django_mail.outbox == []
    with world.scope("acme"):
        assert OutboxMail.objects.get().status == "kept"


def test_a_refused_mail_is_tried_again_and_in_the_end_given_up(world, settings):
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    with world.scope("acme"):
        mail = written(world)
        for attempt in range(1, MAX_ATTEMPTS + 1):
            assert deliver_mail(mail.pk, at=world.now) is False
            mail.refresh_from_db()
            assert mail.attempts == attempt
        assert (mail.status, mail.last_error) == ("failed", "connection refused")
        with pytest.raises(Forbidden):
            retry_mail(mail, actor=world.actor("sam"))
        assert retry_mail(mail, actor=world.actor("alice")).status == "queued"
        with pytest.raises(WrongState):
            retry_mail(mail, actor=world.actor("alice"))


@pytest.mark.parametrize("address", ["jürgen@example.com", "ıpek@example.com", "nina@" + "ü" * 64 + ".example"])
def test_a_mail_that_no_server_takes_has_failed_at_once_and_says_why(
    world, address, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), world.scope("acme"):
        mail = written(world, address)
    with world.scope("acme"):
        mail.refresh_from_db()
        assert (mail.status, mail.attempts) == ("failed", 1)
        assert "plain letters" in mail.last_error or "No mail server" in mail.last_error
        assert deliver_mail(mail.pk, at=world.now) is False
        assert sweep_mails(at=world.now + timedelta(hours=1)) == 0
    assert django_mail.outbox == []


def test_a_mail_to_a_domain_of_other_letters_leaves_to_its_ascii_form(world):
    with world.scope("acme"):
        mail = written(world, "nina@bücher.example", to_name="Nina Müller")
        assert deliver_mail(mail.pk, at=world.now) is True
    (sent,) = django_mail.outbox
    assert parseaddr(sent.recipients()[0])[1] == "nina@xn--bcher-kva.example"
    assert "nina@xn--bcher-kva.example" in sent.message()["To"]


def test_a_mail_that_breaks_on_its_way_is_given_up_in_the_end(world):
    with world.scope("acme"):
        mail = written(world, subject="Two\nlines")
        for _attempt in range(MAX_ATTEMPTS):
            assert deliver_mail(mail.pk, at=world.now) is False
        mail.refresh_from_db()
        assert mail.status == "failed"
        assert "newlines" in mail.last_error
        assert sweep_mails(at=world.now + timedelta(hours=1)) == 0


def test_the_sweep_finds_what_was_lost(world, django_capture_on_commit_callbacks):
    with world.scope("acme"):
        written(world)
        assert sweep_mails(at=world.now + timedelta(minutes=1)) == 0
        with django_capture_on_commit_callbacks(execute=True):
            assert sweep_mails(at=world.now + timedelta(minutes=6)) == 1
        assert OutboxMail.objects.get().status == "sent"


def test_platform_mail_is_kept_without_a_mail_server(db, settings):
    settings.EMAIL_BACKEND = settings.OUTBOX_BACKEND
    message = django_mail.EmailMultiAlternatives("Your code", "ABC123", to=["nina@northwind.example"])
    message.attach_alternative("<b>ABC123</b>", "text/html")
    assert message.send() == 1
    kept = PlatformMail.objects.get()
    assert (kept.to_email, kept.subject, kept.text, kept.html) == (
        "nina@northwind.example",
        "Your code",
        "ABC123",
        "<b>ABC123</b>",
    )
