"""Letting earnings off hold when their days are over."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from incentives.enums import Account
from incentives.models import Earning
from incentives.services.ledger import Posting, post
from prm.audit import services as audit
from prm.lib.actor import Actor
from prm.money.calendar import local_date
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id

CHUNK = 2_000


def release_holds(*, actor: Actor, at: datetime) -> int:
    """Approves every earning whose hold has ended by the vendor's day and books it as payable. Returns how many.

    Chunk by chunk, each its own transaction step and audit entry; running it again finds nothing left to do.
    """
    vendor = Vendor.objects.get(pk=current_vendor_id())
    today = local_date(at, vendor.timezone)
    released = 0
    while chunk := _release_chunk(vendor, today, actor, at):
        released += chunk
    return released


@transaction.atomic
def _release_chunk(vendor: Vendor, today: object, actor: Actor, at: datetime) -> int:
    due = Earning.objects.filter(status="held", held_until__lte=today).order_by("held_until", "id")
    rows = list(due.select_for_update(skip_locked=True)[:CHUNK])
    if not rows:
        return 0
    post(
        Posting(
            key=f"release:{row.pk}",
            partner_id=row.partner_id,
            amount=row.amount,
            currency=row.currency,
            source=Account.PAYABLE,
            target=Account.HELD,
            booked_on=row.held_until,
        )
        for row in rows
    )
    Earning.objects.filter(pk__in=[row.pk for row in rows]).update(status="approved")
    audit.record(
        vendor,
        "incentives.holds_released",
        actor=actor,
        at=at,
        summary=_("%(count)s earnings released from hold") % {"count": len(rows)},
        changes={"earnings": [str(rows[0].pk), str(rows[-1].pk)]},
    )
    return len(rows)
