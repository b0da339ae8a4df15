"""Putting a suggestion off."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from prm.lib.actor import Actor
from prm.lib.errors import Invalid
from prm.today.models import Snooze

WEEK = timedelta(days=7)


@transaction.atomic
def snooze_suggestion(key: str, *, reason: str, actor: Actor, on: date) -> Snooze:
    """Hides a suggestion from one member for a week. Raises Invalid without a reason."""
    if not reason.strip():
        raise Invalid(_("Say why you put it off."), fields={"reason": _("Missing.")})
    row, _is_new = Snooze.objects.update_or_create(
        member_id=actor.membership_id, key=key[:160], defaults={"until_on": on + WEEK, "reason": reason.strip()[:200]}
    )
    return row


def snoozed_keys(actor: Actor, on: date) -> set[str]:
    return set(Snooze.objects.filter(member_id=actor.membership_id, until_on__gt=on).values_list("key", flat=True))
