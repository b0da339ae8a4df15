"""A member's choice of what to hear, and where."""

from collections.abc import Mapping

from django.db import transaction

from prm.lib.actor import Actor
from prm.lib.errors import Forbidden
from prm.notifications.kinds import kinds_for
from prm.notifications.models import NoticePreference


@transaction.atomic
def choose_channels(choices: Mapping[str, tuple[bool, bool]], *, actor: Actor) -> int:
    """Keeps (in app, mail) for each kind named. Mandatory kinds and those of the other side are left as they are.

    Returns how many kinds were written. Raises Forbidden for an actor who is no member.
    """
    if actor.membership_id is None:
        raise Forbidden("")
    free = {kind.key for kind in kinds_for(actor.audience) if not kind.mandatory}
    wanted = {key: channels for key, channels in choices.items() if key in free}
    for key, (in_app, mail) in wanted.items():
        NoticePreference.objects.update_or_create(
            member_id=actor.membership_id,
            kind=key,
            defaults={"in_app": in_app, "mail": mail, "partner_id": actor.partner_id},
        )
    return len(wanted)
