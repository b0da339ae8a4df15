"""What of this room a member of ours looks after, for the day they leave (prm/accounts/leaving.py)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.enums import CLOSED
from partners.lifecycle import OPEN_PROSPECT
from partners.models import Partner, Prospect
from partners.services.handover import MOST_AT_ONCE, hand_over
from prm.accounts.leaving import owns
from prm.accounts.models import Membership
from prm.lib.actor import Actor


def partners_of(member: Membership) -> QuerySet[Partner]:
    return Partner.objects.filter(owner=member).exclude(status__in=CLOSED)


def prospects_of(member: Membership) -> QuerySet[Prospect]:
    return Prospect.objects.filter(owner=member, status__in=OPEN_PROSPECT)


def hand_on(member: Membership, to: Membership, *, actor: Actor, at: datetime) -> None:
    """By the ordinary handover, with its pack and its mails."""
    while rows := list(partners_of(member).order_by("pk")[:MOST_AT_ONCE]):
        hand_over(rows, to, note=_now("%(name)s has left.") % {"name": member.name}, actor=actor, at=at)


owns("partners", _("Partners"), partners_of, hand_on)
owns("prospects", _("Prospects"), prospects_of)
