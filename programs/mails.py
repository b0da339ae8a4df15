"""Mails to applicants, who are nobody's members yet: each with the personal link of their application."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from prm.notifications.models import OutboxMail
from prm.notifications.services.mail import queue_mails
from prm.tenancy.models import Vendor
from programs.links import secret_of
from programs.models import Application

Text = Callable[[], Any]


def mail_applicant(
    application: Application, *, key: str, at: datetime, subject: Text, body: Text, action: Text
) -> None:
    """Queues one mail, once for the key, in the vendor's language."""
    language = Vendor.objects.get(pk=application.vendor_id).language
    with override(language):
        mail = OutboxMail(
            kind="programs.application",
            key=key,
            to_email=application.contact_email,
            to_name=application.contact_name,
            language=language,
            subject=str(subject())[:200],
            body=str(body()),
            action_label=str(action())[:80],
            secret=secret_of(application.pk),
            at=at,
        )
    queue_mails([mail])


def open_application() -> str:
    return _("Open your application")
