"""What waits for us, on the Today page: signatures, wishes, dates to act by."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.permissions import AgreementPermission
from agreements.queries.approvals import approvals_waiting
from agreements.queries.campaigns import asks_with_state
from agreements.queries.commitments import periods_with_names
from agreements.queries.offboarding import steps_due
from agreements.queries.papers import acting_due, agreements_with_names
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.today.queue import QueueItem, Suggestion, kept_to_mine, suggesting, waiting
from programs.queries import vendor_day

SOON = timedelta(days=30)


def _page(row: Agreement) -> str:
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=row.vendor_id)
    return reverse("workspace:agreements:agreement-detail", kwargs={"vendor": slug, "ref": row.ref})


@waiting("agreements.countersign", label=_("Agreement"), permission=AgreementPermission.COUNTERSIGN)
def to_countersign(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    rows = kept_to_mine(agreements_with_names(), actor, mine).filter(status="partly_signed")
    rows = rows.order_by("partner_signed_at")
    items = [
        QueueItem(
            subject=row.partner.name, reason=_now("signed by the partner, waits for our signature"), url=_page(row),
            icon="signature",
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return items, rows.count()


@waiting("agreements.changes", label=_("Agreement"), permission=AgreementPermission.MANAGE)
def asked_for_changes(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    rows = (
        kept_to_mine(agreements_with_names(), actor, mine)
        .filter(status__in=("negotiation", "declined"))
        .exclude(change_request="")
        .order_by("created_at")
    )
    items = [
        QueueItem(subject=row.partner.name, reason=row.change_request[:120], url=_page(row), icon="messages")
        for row in rows[:limit]
    ]
    return items, rows.count()


@suggesting("agreements.action_date", permission=AgreementPermission.MANAGE)
def dates_to_act_by(actor: Actor, at: datetime, mine: bool = False) -> list[Suggestion]:
    """Notice deadlines and ends of the coming thirty days."""
    today = vendor_day(at)
    rows = acting_due(today + SOON).filter(action_on__gte=today, notice_given_on=None)
    rows = kept_to_mine(rows, actor, mine)
    return [
        Suggestion(
            key=f"agreements.action:{row.ref}:{row.action_on}",
            partner=row.partner.name,
            title=_now("Decide on the renewal"),
            why=(
                _now("Renews by itself unless notice is given by %(day)s.")
                if row.renews_by_itself
                else _now("Ends on %(day)s and does not renew by itself.")
            )
            % {"day": date_format(row.term.action_on, "j M Y")},
            play=_now("Open agreement"),
            url=_page(row),
        )
        for row in rows[:10]
    ]


@suggesting("agreements.acceptance", permission=AgreementPermission.MANAGE)
def late_to_accept(actor: Actor, at: datetime, mine: bool = False) -> list[Suggestion]:
    """Who has not accepted a new version by its day, while the campaign runs."""
    rows = asks_with_state(vendor_day(at)).filter(state="overdue", campaign__status="running")
    if mine:
        rows = rows.filter(partnership__owner_id=actor.membership_id)
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=actor.vendor_id)
    return [
        Suggestion(
            key=f"agreements.acceptance:{row.ref}",
            partner=row.partner.name,
            title=_now("Has not accepted the new version"),
            why=_now("It was to be accepted by %(day)s.") % {"day": date_format(row.due_on, "j M Y")},
            play=_now("Open agreement"),
            url=reverse("workspace:agreements:agreement-detail", kwargs={"vendor": slug, "ref": row.agreement.ref}),
        )
        for row in rows.order_by("due_on", "ref")[:10]
        if row.agreement is not None
    ]


@suggesting("agreements.broken", permission=AgreementPermission.MANAGE)
def promises_not_kept(actor: Actor, at: datetime, mine: bool = False) -> list[Suggestion]:
    """Escalated: a commitment that ended in the last thirty days and was not kept."""
    rows = periods_with_names().filter(
        status="broken", commitment__consequence="escalate", ends_on__gte=vendor_day(at) - SOON
    )
    if mine:
        rows = rows.filter(partnership__owner_id=actor.membership_id)
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=actor.vendor_id)
    return [
        Suggestion(
            key=f"agreements.broken:{row.ref}",
            partner=row.partner.name,
            title=_now("A promise was not kept"),
            why=f"{row.commitment.sentence} ({row.kept} / {row.due})",
            play=_now("See why"),
            url=reverse("workspace:agreements:commitment-detail", kwargs={"vendor": slug, "ref": row.ref}),
        )
        for row in rows.order_by("-ends_on", "ref")[:10]
    ]


@waiting("agreements.offboarding", label=_("Offboarding"), permission=AgreementPermission.MANAGE)
def ends_to_see_to(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    """Steps of checklists that are due within a week or late: with `mine` those I own."""
    rows = steps_due(vendor_day(at) + timedelta(days=7))
    if mine:
        rows = rows.filter(owner_id=actor.membership_id)
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=actor.vendor_id)
    items = [
        QueueItem(
            subject=row.partner.name,
            reason=_now("%(what)s, due %(day)s") % {"what": row.label, "day": date_format(row.due_on, "j M Y")},
            url=reverse("workspace:agreements:offboarding-detail", kwargs={"vendor": slug, "ref": row.offboarding.ref}),
            icon="checklist",
        )
        for row in rows[:limit]
    ]
    return items, rows.count()


@waiting("agreements.terms", label=_("Agreement"), permission=AgreementPermission.APPROVE_TERMS)
def terms_to_approve(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    rows = approvals_waiting(actor.membership_id)
    items = [
        QueueItem(
            subject=row.partner.name, reason=_now("terms beyond the limits: %(why)s") % {"why": row.why[:90]},
            url=_page(row.agreement), icon="user-check",
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return items, rows.count()
