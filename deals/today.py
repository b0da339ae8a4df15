"""What deals put on the Today page: what waits with its clock, what ends soon, and three figures."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deals import queries
from deals.models import Extension, Opportunity, Referral, Registration
from deals.permissions import DealPermission
from deals.rules.protection import days_left
from prm.clocks.queries import clocks_for
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from prm.today.queue import Figure, QueueItem, Suggestion, figure, kept_to_mine, suggesting, waiting
from programs.queries import vendor_day

ENDING_DAYS = 14
SUGGESTIONS = 5


@waiting("deals.registration", label=gettext_lazy("Registration"), permission=DealPermission.DECIDE)
def registrations(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    waits = kept_to_mine(queries.registrations_waiting(), actor, mine)
    rows = list(waits[:limit])
    clocks = clocks_for(rows)
    items = [
        QueueItem(
            subject=row.customer_name,
            reason=row.partner.name,
            url=_address("registration-detail", row),
            icon="file-certificate",
            amount=row.amount,
            currency=row.currency,
            clock=clocks.get(row.pk),
        )
        for row in rows
    ]
    return items, waits.count()


@waiting("deals.extension", label=gettext_lazy("Extension"), permission=DealPermission.DECIDE)
def extensions(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    waits = kept_to_mine(queries.open_extensions(), actor, mine, "registration__partner__owner")
    today = vendor_day(at)
    items = [_extension_item(row, days_left(row.until_before, today)) for row in waits[:limit]]
    return items, waits.count()


@waiting("deals.referral", label=gettext_lazy("Referral"), permission=DealPermission.DECIDE_REFERRAL)
def referrals(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    waits = kept_to_mine(queries.referrals_waiting(), actor, mine)
    rows = list(waits[:limit])
    clocks = clocks_for(rows)
    items = [
        QueueItem(
            subject=row.customer_name,
            reason=row.partner.name,
            url=_address("referral-detail", row),
            icon="user-share",
            amount=row.amount,
            currency=row.currency if row.amount else "",
            clock=clocks.get(row.pk),
        )
        for row in rows
    ]
    return items, waits.count()


@suggesting("deals.protection_ends", permission=DealPermission.DECIDE)
def ending_protections(actor: Actor, at: datetime, mine: bool = False) -> list[Suggestion]:
    """Protected deals that end within a fortnight and have not moved: call before the work is lost."""
    today = vendor_day(at)
    rows = queries.protections_ending(today + timedelta(days=ENDING_DAYS)).filter(
        has_open_extension=False, protected_until__gte=today
    )
    rows = kept_to_mine(rows, actor, mine)
    return [
        Suggestion(
            key=f"deals.protection_ends:{row.pk}",
            partner=row.partner.name,
            title=_("%(customer)s: protection ends") % {"customer": row.customer_name},
            why=_days(days_left(row.protected_until, today)),
            play=_("Open deal"),
            url=_address("registration-detail", row),
        )
        for row in rows[:SUGGESTIONS]
        if row.protected_until
    ]


@figure("deals.pipeline", permission=DealPermission.VIEW, order=10)
def pipeline(actor: Actor, at: datetime) -> Figure:
    sums = Opportunity.objects.filter(status="open").aggregate(count=Count("pk"), amount=Sum("reporting_amount"))
    currency = Vendor.objects.get(pk=current_vendor_id()).currency
    return Figure(
        label=_("Open pipeline, %(currency)s") % {"currency": currency},
        value=f"{sums['amount'] or 0:,.0f}",
        unit=ngettext("%(count)s deal", "%(count)s deals", sums["count"]) % {"count": sums["count"]},
        url=_page("opportunity-list"),
    )


@figure("deals.decision_time", permission=DealPermission.VIEW, order=20)
def decisions_in_time(actor: Actor, at: datetime) -> Figure:
    """Share of the answers of the last ninety days that came within the promise."""
    rows = Registration.objects.filter(decided_at__gte=at - timedelta(days=90), decision_minutes__isnull=False)
    counted = rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(days_late__gt=0)))
    share = round(100 * (counted["all"] - counted["late"]) / counted["all"]) if counted["all"] else None
    return Figure(
        label=_("Deal answers in time, 90 days"),
        value=None if share is None else f"{share} %",
        unit=_("n = %(count)s") % {"count": counted["all"]},
        target=_("target %(share)s %%") % {"share": 95},
        url=f"{_page('registration-list')}?view=all",
    )


@figure("deals.win_rate", permission=DealPermission.VIEW, order=30)
def win_rate(actor: Actor, at: datetime) -> Figure:
    """Won of won and lost, among the opportunities closed in the last twelve months."""
    closed = Opportunity.objects.filter(status__in=("won", "lost"), closed_on__gt=vendor_day(at) - timedelta(days=365))
    counted = closed.aggregate(all=Count("pk"), won=Count("pk", filter=Q(status="won")))
    share = round(100 * counted["won"] / counted["all"]) if counted["all"] else None
    return Figure(
        label=_("Win rate, 12 months"),
        value=None if share is None else f"{share} %",
        unit=_("n = %(count)s") % {"count": counted["all"]},
        url=f"{_page('opportunity-list')}?view=all",
    )


def _extension_item(row: Extension, left: int) -> QueueItem:
    return QueueItem(
        subject=row.registration.customer_name,
        reason=row.registration.partner.name,
        url=_address("registration-detail", row.registration),
        icon="shield-half",
        amount=row.registration.amount,
        currency=row.registration.currency,
        note=_days(left),
    )


def _days(left: int) -> str:
    return ngettext("%(days)s day of protection left", "%(days)s days of protection left", left) % {"days": left}


def _address(name: str, row: Registration | Referral) -> str:
    return _page(name, ref=row.ref)


def _page(name: str, **kwargs: str) -> str:
    slug = Vendor.objects.get(pk=current_vendor_id()).slug
    return reverse(f"workspace:deals:{name}", kwargs={"vendor": slug, **kwargs})
