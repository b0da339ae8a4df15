"""Partners given to another channel manager, many at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import CLOSED
from partners.events import PartnersHandedOver
from partners.models import Handover, HandoverLine, Partner
from partners.permissions import PartnerPermission
from prm.accounts.models import Membership
from prm.audit.services import Line, record_many
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit

MOST_AT_ONCE = 200


@transaction.atomic
def hand_over(partners: Sequence[Partner], to: Membership, *, actor: Actor, at: datetime, note: str = "") -> Handover:
    """Gives the partners to one of us, with a note. What has ended, and what they look after already, is left out.

    Needs `partners.edit_partners`. Raises Invalid for somebody who is not an active member of ours, Refused where nothing is left
    to hand over or there are more than 200. One audit entry a partner, one PartnersHandedOver for all.
    """
    if not actor.can(PartnerPermission.EDIT):
        raise Forbidden(_("You may not change partners."))
    if to.audience != "vendor" or not to.is_active:
        raise Invalid(_("A partner is looked after by one of us."), fields={"owner": _("Not one of us.")})
    if len(partners) > MOST_AT_ONCE:
        raise Refused(_("Hand over at most %(count)d partners at once.") % {"count": MOST_AT_ONCE})
    rows = Partner.objects.filter(pk__in=[one.pk for one in partners]).exclude(status__in=CLOSED)
    locked = rows.select_for_update(of=("self",)).select_related("owner").order_by("pk")
    chosen = [row for row in locked if row.owner_id != to.pk]
    if not chosen:
        raise Refused(_("%(name)s looks after all of them already.") % {"name": to.name})
    made = Handover.objects.create(to_member=to, note=note.strip(), handed_at=at, handed_by=actor.label)
    HandoverLine.objects.bulk_create(HandoverLine(handover=made, partner=row, from_member=row.owner) for row in chosen)
    rows.filter(pk__in=[row.pk for row in chosen]).update(owner=to)
    lines = [Line(row, changes={"owner": [str(row.owner or ""), str(to)]}, partner_id=row.pk) for row in chosen]
    record_many(lines, "partner.owner_changed", actor=actor, at=at, visible_to_partner=True)
    emit(PartnersHandedOver(handover_id=made.pk, count=len(chosen)), at=at)
    return made
