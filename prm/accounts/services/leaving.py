"""Somebody of ours leaves: what they look after goes to another, and their access ends."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from prm.accounts.leaving import REGISTRY, owned_by
from prm.accounts.models import Membership
from prm.accounts.services.member import deactivate_member
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Invalid


@transaction.atomic
def let_go(member: Membership, to: Membership | None, *, actor: Actor, at: datetime) -> Membership:
    """Ends the member's access and hands everything they look after to `to`, one statement a kind.

    Refuses what `deactivate_member` refuses, a successor who is not another active member of ours, and none where there is
    something to hand on.
    """
    gone = deactivate_member(member, actor=actor, at=at)
    owned = owned_by(gone)
    if not owned:
        return gone
    if to is None or to.pk == gone.pk or to.audience != "vendor" or not to.is_active:
        raise Invalid(_("Name somebody of ours who takes it on."), fields={"to": _("Missing.")})
    for key, _label, _count in owned:
        item = REGISTRY[key]
        if item.hand_on:
            item.hand_on(gone, to, actor=actor, at=at)
        else:
            item.rows(gone).update(owner=to)
    changes = {key: [count, 0] for key, _label, count in owned}
    record(gone, "handed_on", actor=actor, at=at, summary=to.name, changes=changes)
    return gone
