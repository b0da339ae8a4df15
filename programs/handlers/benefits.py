"""Benefits: partners hear what they have not used up before it expires."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prm.accounts.queries import members_for_partner
from prm.notifications.services import notify
from prm.outbox.services import handles
from programs import notices
from programs.events import EntitlementsEnding
from programs.handlers.recipients import address
from programs.models import Entitlement
from programs.queries.library import entitlements_with_names


@handles(EntitlementsEnding)
def tell_ending(event: EntitlementsEnding) -> None:
    for row in entitlements_with_names().filter(pk__in=event.entitlement_ids, closed_on=None).order_by("pk"):
        _tell(row, event.occurred_at)


def _tell(row: Entitlement, at: datetime) -> None:
    words = {"benefit": row.label, "left": row.left, "day": date_format(row.last_day, "j M Y")}
    notify(
        notices.ENTITLEMENT_ENDING,
        members_for_partner(row.partner_id),
        at=at,
        subject=lambda: _("%(benefit)s: %(left)s left until %(day)s") % words,
        body=lambda: _("What is not used by then expires; the next period is granted by your level of that day."),
        url=address("portal:programs:entitlement-detail", ref=row.ref),
        partner_id=row.partner_id,
    )
