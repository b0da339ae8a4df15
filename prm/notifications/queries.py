"""Named reads of notices and mails."""

from uuid import UUID

from django.db.models import QuerySet

from prm.notifications.kinds import NoticeKind, kinds_for
from prm.notifications.models import NoticePreference, Notification, OutboxMail, PlatformMail


def notices_of_member(member_id: UUID | None) -> QuerySet[Notification]:
    """A member's own bell, newest first."""
    return Notification.objects.filter(recipient=member_id).order_by("-at", "-id")


def preferences_of_member(member_id: UUID, audience: str) -> list[tuple[NoticeKind, bool, bool]]:
    """Every kind of the member's side with (in app, mail) as it holds now."""
    rows = {row.kind: row for row in NoticePreference.objects.filter(member=member_id)}
    found = []
    for kind in kinds_for(audience):
        row = None if kind.mandatory else rows.get(kind.key)
        in_app, mail = (row.in_app, row.mail) if row else (True, kind.mandatory or kind.mail_by_default)
        found.append((kind, in_app, mail))
    return found


def outbox_mails() -> QuerySet[OutboxMail]:
    return OutboxMail.objects.order_by("-at", "-id")


def platform_mails(limit: int = 200) -> QuerySet[PlatformMail]:
    """Mail of the platform itself. For operators, and in the demo."""
    return PlatformMail.objects.order_by("-created_at")[:limit]
