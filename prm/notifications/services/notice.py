"""Telling members something: a line in the bell and a mail, each in the member's own language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import F
from django.utils import translation
from django.utils.functional import Promise

from prm.accounts.models import Membership
from prm.notifications.kinds import REGISTRY, NoticeKind
from prm.notifications.models import NoticePreference, Notification, OutboxMail
from prm.notifications.services.mail import queue_mails
from prm.tenancy.models import Vendor

# A text is a string, a lazy translation, or a function made to be called in the reader's language.
Text = str | Promise | Callable[[], Any]


@dataclass(frozen=True)
class Channels:
    in_app: bool
    mail: bool


def notify(
    kind: NoticeKind | str,
    recipients: Iterable[Membership],
    *,
    at: datetime,
    subject: Text,
    body: Text = "",
    url: str = "",
    partner_id: UUID | None = None,
) -> int:
    """Tells each active recipient, as far as the kind is meant for that side and the member has not declined it.

    Called from handlers only, inside the vendor's scope. `partner_id` says whose matter it is: people of another
    partner among the recipients are a fault of the caller and refused. The same notice (kind, member, address, time,
    subject) told again changes nothing. Returns how many people got something new.
    """
    declared = kind if isinstance(kind, NoticeKind) else REGISTRY[kind]
    members = {member.pk: member for member in recipients if member.is_active and member.audience == declared.audience}
    strangers = [m for m in members.values() if partner_id and m.partner_id and m.partner_id != partner_id]
    if strangers:
        raise ValueError(f"{declared.key}: {len(strangers)} recipients belong to another partner")
    path = path_of(url)
    vendor_language = Vendor.objects.values_list("language", flat=True).get()
    chosen = channels_for(declared, members)
    notices, mails = [], []
    for member in members.values():
        language = member.language or vendor_language
        with translation.override(language):
            title, text = spoken(subject)[:200], spoken(body)
            label = spoken(declared.action_label)
        key = notice_key(declared.key, member.pk, path, at, title)
        if chosen[member.pk].in_app:
            notices.append(
                Notification(
                    recipient=member, partner_id=member.partner_id, kind=declared.key, subject=title, body=text,
                    url=path, at=at, key=key,
                )
            )  # fmt: skip
        if chosen[member.pk].mail:
            mails.append(
                OutboxMail(
                    recipient=member, kind=declared.key, key=key, to_email=member.email, to_name=member.name,
                    language=language, subject=title, body=text, action_label=label, action_path=path, at=at,
                )
            )  # fmt: skip
    new = _add_notices(notices) | queue_mails(mails)
    return len(new)


def channels_for(kind: NoticeKind, members: dict[UUID, Membership]) -> dict[UUID, Channels]:
    """What reaches whom: the kind's default, the member's own choice, and everything where the kind is mandatory."""
    default = Channels(True, True if kind.mandatory else kind.mail_by_default)
    chosen = dict.fromkeys(members, default)
    if not kind.mandatory:
        rows = NoticePreference.objects.filter(member__in=members, kind=kind.key)
        chosen |= {row.member_id: Channels(row.in_app, row.mail) for row in rows}
    return chosen


def _add_notices(notices: list[Notification]) -> set[UUID]:
    """Adds those that are new and counts them at their readers; members are locked in one order, so none deadlock."""
    if not notices:
        return set()
    wanted = {notice.recipient_id for notice in notices}
    list(Membership.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    keys = [notice.key for notice in notices]
    known = set(Notification.objects.filter(recipient__in=wanted, key__in=keys).values_list("recipient_id", "key"))
    fresh = [notice for notice in notices if (notice.recipient_id, notice.key) not in known]
    Notification.objects.bulk_create(fresh)
    told = {notice.recipient_id for notice in fresh}
    Membership.objects.filter(pk__in=told).update(unread_notices=F("unread_notices") + 1)
    return told


def notice_key(kind: str, member: UUID, path: str, at: datetime, subject: str) -> str:
    return sha256("\n".join((kind, str(member), path, at.isoformat(), subject)).encode()).hexdigest()


def spoken(text: Text) -> str:
    """The text in the language that is active now."""
    return str(text()) if callable(text) and not isinstance(text, Promise) else str(text)


def path_of(url: str) -> str:
    """Only the path is kept: the installation's address is added when a mail is made, and it may change."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
