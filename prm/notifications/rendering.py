"""A mail as text and HTML, made from its parts each time it is sent or read."""

from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from prm.lib.addresses import envelope_address
from prm.notifications.kinds import REGISTRY
from prm.notifications.models import OutboxMail
from prm.notifications.personal import personal_path
from prm.tenancy.models import Vendor


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    action_url: str


def absolute(path: str) -> str:
    """The address of a page on this installation; from settings, never from what a request calls itself."""
    return f"{settings.SITE_URL.rstrip('/')}{path}" if path else ""


def action_url_of(mail: OutboxMail, *, with_secret: bool) -> str:
    """The one link of a mail. A link into a shell names the membership it was written to."""
    if mail.secret:
        return absolute(personal_path(mail.secret)) if with_secret else ""
    if mail.action_path and mail.recipient_id:
        joint = "&" if "?" in mail.action_path else "?"
        return absolute(f"{mail.action_path}{joint}as={mail.recipient_id}")
    return absolute(mail.action_path)


def render(mail: OutboxMail, *, with_secret: bool = True) -> Rendered:
    """Text and HTML in the mail's language and the vendor's colors."""
    kind = REGISTRY.get(mail.kind)
    vendor = Vendor.objects.get(pk=mail.vendor_id)
    with translation.override(mail.language or vendor.language):
        action_url = action_url_of(mail, with_secret=with_secret)
        context: dict[str, object] = {
            "mail": mail,
            "vendor": vendor,
            "subject": mail.subject,
            "preheader": mail.subject,
            "paragraphs": [part.strip() for part in mail.body.split("\n\n") if part.strip()],
            "action_url": action_url,
            "action_label": mail.action_label or _("Open"),
            "is_personal": bool(mail.secret) and not with_secret,
            "reason": str(kind.title) if kind else "",
            "is_mandatory": kind.mandatory if kind else True,
        }
        template = kind.template if kind and kind.template else "notifications/mail/notice.html"
        html = css_inline.inline(render_to_string(template, context))
        # Rendered text claims to be safe HTML, which this is not: a page that shows it has to escape it.
        text = render_to_string("notifications/mail/notice.txt", context) + ""
    return Rendered(mail.subject, text, html, action_url)


def message_of(mail: OutboxMail) -> EmailMultiAlternatives:
    """The message as it leaves: the vendor's name before the installation's address, no tracking.

    Raises Undeliverable.
    """
    rendered = render(mail)
    vendor = Vendor.objects.get(pk=mail.vendor_id)
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        rendered.subject,
        rendered.text,
        formataddr((vendor.name, sender)),
        [formataddr((mail.to_name, envelope_address(mail.to_email)))],
        headers={"Message-ID": f"<{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(rendered.html, "text/html")
    return message
