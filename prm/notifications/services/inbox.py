"""Reading: what a member does with the own bell."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from prm.accounts.models import Membership
from prm.lib.actor import Actor
from prm.lib.errors import NotFound
from prm.notifications.models import Notification


@transaction.atomic
def mark_read(notification: Notification, *, actor: Actor, at: datetime) -> Notification:
    """Marks one notice read. Raises NotFound where it is somebody else's: a notice has one reader."""
    if notification.recipient_id != actor.membership_id:
        raise NotFound("")
    if notification.read_at is None:
        notification.read_at = at
        notification.save(update_fields=["read_at"])
        count_unread(notification.recipient_id)
    return notification


@transaction.atomic
def mark_all_read(*, actor: Actor, at: datetime, until: datetime | None = None) -> int:
    """Marks everything in the actor's own bell read, or what came before `until`, and returns how many there were."""
    if actor.membership_id is None:
        return 0
    waiting = Notification.objects.filter(recipient=actor.membership_id, read_at=None)
    changed = (waiting.filter(at__lt=until) if until else waiting).update(read_at=at)
    count_unread(actor.membership_id)
    return changed


def count_unread(member_id: UUID) -> None:
    """Counts anew rather than down, so that the figure cannot drift."""
    unread = Notification.objects.filter(recipient=member_id, read_at=None).count()
    Membership.objects.filter(pk=member_id).update(unread_notices=unread)
