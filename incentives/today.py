"""What of the money waits on the Today page: what another prepared and a second person approves."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from incentives import queries
from incentives.permissions import IncentivePermission
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.today.queue import QueueItem, kept_to_mine, waiting


def _page(name: str, ref: str) -> str:
    slug = Vendor.objects.values_list("slug", flat=True).get()
    return reverse(f"workspace:incentives:{name}", kwargs={"vendor": slug, "ref": ref})


@waiting("incentives.statement", label=gettext_lazy("Statement"), permission=IncentivePermission.APPROVE_STATEMENTS)
def statements(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    rows = queries.statements_for_second_person(actor.membership_id)
    rows = kept_to_mine(rows, actor, mine).order_by("period_start", "partner__name")
    items = [
        QueueItem(
            subject=row.partner.name,
            reason=_("%(month)s, prepared by %(who)s")
            % {"month": date_format(row.period_start, "F Y"), "who": getattr(row.prepared_by, "name", "")},
            url=_page("statement-detail", row.ref),
            icon="file-text",
            amount=row.total,
            currency=row.currency,
        )
        for row in rows[:limit]
    ]
    return items, rows.order_by().count()


@waiting("incentives.payments", label=gettext_lazy("Payments"), permission=IncentivePermission.APPROVE_PAYMENTS)
def payments(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    """They go to many partners at once, so they wait for everybody who may approve them."""
    rows = queries.batches_for_second_person(actor.membership_id).order_by("execute_on", "id")
    items = [
        QueueItem(
            subject=ngettext("%(count)s payment", "%(count)s payments", row.count) % {"count": row.count},
            reason=_("%(ref)s, prepared by %(who)s, to be executed on %(day)s")
            % {"ref": row.ref, "who": getattr(row.prepared_by, "name", ""), "day": date_format(row.execute_on, "j M")},
            url=_page("batch-detail", row.ref),
            icon="building-bank",
            amount=row.total,
            currency=row.currency,
        )
        for row in rows[:limit]
    ]
    return items, rows.order_by().count()
