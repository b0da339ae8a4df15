"""The mail backend without a mail server: platform mail is kept and read at /ops/outbox/."""

from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from prm.notifications.models import PlatformMail


class OutboxBackend(BaseEmailBackend):
    """Writes each message down. It runs as the login role: vendors' mails have an outbox of their own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [
            PlatformMail(
                to_email=", ".join(message.to)[:400],
                subject=message.subject[:400],
                text=str(message.body),
                html=html_of(message),
            )
            for message in email_messages
        ]
        PlatformMail.objects.bulk_create(rows)
        return len(rows)


def html_of(message: EmailMessage) -> str:
    alternatives: list[Any] = getattr(message, "alternatives", None) or []
    return next((str(item.content) for item in alternatives if item.mimetype == "text/html"), "")
