"""What deals put on the partner's home: questions to answer, protections to extend, and "Your deals"."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals import queries
from deals.columns import protection_of
from deals.enums import LIVE
from deals.lifecycle import REGISTRATION
from deals.models import Registration
from deals.permissions import DealPermission
from deals.rules.protection import days_left
from prm.clocks.queries import clocks_for
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from prm.today.home import NextStep, card, next_steps
from programs.queries import vendor_day

SHOWN = 5
EXTEND_FROM = 30
URGENT_FROM = 14


@card("deals.mine", template="deals/home_card.html", permission=DealPermission.VIEW, order=20)
def my_deals(actor: Actor, at: datetime) -> dict[str, Any] | None:
    """Nothing for a partner without deal registration."""
    return deals_card(actor.partner_id, at) if actor.partner_id and queries.has_registering(actor) else None


def deals_card(partner_id: UUID, at: datetime) -> dict[str, Any]:
    """The live deals that need somebody soonest, each with its clock or its protection."""
    rows = queries.registrations_of_partner(partner_id).filter(status__in=LIVE)
    shown: list[Any] = list(rows.order_by("act_by_at", "pk")[:SHOWN])
    clocks = clocks_for(shown)
    for row in shown:
        row.clock = clocks.get(row.pk)
        row.protection = protection_of(row, at) if row.status == "approved" else None
        row.may_extend = bool(row.protection) and row.protection[0] <= EXTEND_FROM
    return {"deals": shown, "open_count": rows.count(), "deal_lifecycle": REGISTRATION}


@next_steps("deals.mine", permission=DealPermission.REGISTER)
def steps(actor: Actor, at: datetime) -> list[NextStep]:
    """Questions first, for our clock waits; then protections about to end."""
    today = vendor_day(at)
    rows = queries.registrations_of_partner(actor.partner_id) if actor.partner_id else Registration.objects.none()
    ending = rows.filter(
        status="approved", protected_until__lte=today + timedelta(days=URGENT_FROM), has_open_extension=False
    )
    return [
        *(_question(row) for row in rows.filter(status="returned").order_by("returned_at")[:SHOWN]),
        *(
            _ending(row, days_left(row.protected_until, today))
            for row in ending.order_by("protected_until")[:SHOWN]
            if row.protected_until
        ),
    ]


def _question(row: Registration) -> NextStep:
    text = row.decision_note or str(row.get_decision_reason_display())
    return NextStep(
        title=_("Answer a question on %(customer)s") % {"customer": row.customer_name},
        text=f"{text} {_('Our clock waits until you answer.')}",
        play=_("Answer"),
        url=_page("registration-edit", row),
        icon="message-question",
        urgent=True,
    )


def _ending(row: Registration, left: int) -> NextStep:
    text = ngettext("%(days)s day of protection left.", "%(days)s days of protection left.", left) % {"days": left}
    return NextStep(
        title=_("Extend %(customer)s") % {"customer": row.customer_name},
        text=text,
        play=_("Extend"),
        url=_page("registration-detail", row),
        icon="shield-half",
        urgent=left <= 7,
    )


def _page(name: str, row: Registration) -> str:
    slug = Vendor.objects.get(pk=current_vendor_id()).slug
    return reverse(f"portal:deals:{name}", kwargs={"vendor": slug, "ref": row.ref})
