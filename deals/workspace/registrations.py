"""The registrations of all partners: the list with its saved views, and what is done to several at once."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from deals import queries
from deals.columns import ClockedRows, promise_cell, promise_export
from deals.enums import LIVE, WAITING, DealType
from deals.lifecycle import REGISTRATION
from deals.models import Conflict, Registration
from deals.permissions import DealPermission
from deals.services.decision import assign_registration, start_review
from deals.services.extension import extend_by_vendor
from partners.models import Partner
from prm.accounts.queries import vendor_members
from prm.lib.errors import DomainError
from prm.money.calendar import PeriodKind, period_containing
from prm.packs.types import PartnershipType
from prm.ui import components
from prm.ui.views import (
    ActionView,
    Bulk,
    Choice,
    Column,
    DateRange,
    Empty,
    Flag,
    Link,
    ListView,
    PanelView,
    Search,
    Tab,
    Total,
)

PROGRAM = "partnership.program.name"


class DealSearch(Search):
    """Customer, project or reference through the trigram index; or the partner's name."""

    def apply(self, rows: QuerySet[Any], view: Any, params: Any) -> QuerySet[Any]:
        text = self.text(params)
        if not text:
            return rows
        return rows.filter(
            Q(pk__in=queries.search_ids("registration", text)) | Q(partner__in=queries.partners_named(text))
        )


def due_today(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    tomorrow = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return rows.filter(status__in=WAITING, act_by_at__lt=tomorrow)


def in_conflict(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    found = Conflict.objects.filter(registration=OuterRef("pk"), shares_product=True, other__isnull=False)
    return rows.filter(Exists(found), status__in=WAITING)


def ending_soon(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    return rows.filter(status="approved", protected_until__lte=timezone.localdate() + timedelta(days=14))


def won_this_quarter(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    return rows.filter(status="won", closed_on__gte=quarter_start(timezone.localdate()))


def quarter_start(today: date) -> date:
    return period_containing(today, PeriodKind.QUARTER).start


def owners(view: Any) -> list[tuple[str, str]]:
    return [(str(member.pk), member.name) for member in vendor_members()]


class RegistrationList(ClockedRows, ListView):
    permission = DealPermission.VIEW
    title = _("Registrations")
    columns = (
        Column("customer_name", _("Customer"), sub="ref", link=True, sort=True),
        Column.organization("partner.name", _("Partner")),
        Column("title", _("Project"), optional=True),
        Column(PROGRAM, _("Program"), optional=True),
        Column.money("amount", _("Value"), sort=True),
        Column("status", _("Status"), render=lambda row, view: state_pill(row), value=lambda row: state_words(row)),
        Column(
            "act_by_at", _("Promise / protection"), sort=True, render=promise_cell, value=promise_export, wide_only=True
        ),
        Column.date("expected_close_on", _("Close"), wide_only=True),
        Column.datetime("submitted_at", _("Registered"), optional=True),
        Column.person("owner.name", _("Owner"), wide_only=True),
    )
    tabs = (
        Tab("open", _("Open"), {"status": sorted(LIVE), "sort": "act_by_at"}),
        Tab("today", _("Decide today"), {"today": "1", "sort": "act_by_at"}),
        Tab("conflicts", _("Conflicts"), {"conflicts": "1", "sort": "act_by_at"}),
        Tab("ending", _("Protection ends in 14 d"), {"ending": "1", "sort": "act_by_at"}),
        Tab("won", _("Won this quarter"), {"won": "1"}),
        Tab("all", _("All"), {"view": "all"}),
    )
    filters = (
        DealSearch("customer_name", placeholder=_("Customer, partner, reference")),
        Choice("status", _("Status"), REGISTRATION.choices),
        Choice("type", _("Type"), PartnershipType.choices, field="partnership__type"),
        Choice("deal_type", _("Deal type"), DealType.choices),
        Choice("owner", _("Owner"), owners),
        Flag("today", _("Decide today"), due_today),
        Flag("conflicts", _("In conflict"), in_conflict),
        Flag("ending", _("Ends in 14 days"), ending_soon),
        Flag("won", _("Won this quarter"), won_this_quarter),
        DateRange("expected_close_on", _("Close")),
    )
    actions = (
        Link(_("Register for a partner"), "deals:registration-new", DealPermission.REGISTER, "plus", primary=True),
    )
    bulk_actions = (
        Bulk(_("Assign to me"), "deals:registration-assign-many", DealPermission.DECIDE, "user-check"),
        Bulk(_("Start review"), "deals:registration-review-many", DealPermission.DECIDE, "eye"),
        Bulk(_("Extend 30 days"), "deals:registration-extend-many", DealPermission.DECIDE, "shield-plus"),
    )
    default_sort = "-created_at"
    empty = Empty(
        "file-certificate",
        _("No registrations yet"),
        _("When a partner registers a deal it appears here with its clock."),
        "deals:registration-new",
        _("Register for a partner"),
    )

    def query(self) -> QuerySet[Registration]:
        with_program = any(column.name == PROGRAM for column in self.shown_columns)
        return queries.listed_registrations(with_program=with_program).exclude(status="draft")

    def row_url(self, row: Registration) -> str:
        return self.url("deals:registration-detail", ref=row.ref)

    def totals(self, rows: QuerySet[Registration]) -> list[Total]:
        sums = rows.aggregate(
            count=Count("pk"),
            partners=Count("partner_id", distinct=True),
            amount=Sum("reporting_amount"),
            protected=Sum("reporting_amount", filter=Q(status="approved")),
        )
        currency = self.vendor.currency
        return [
            Total(ngettext("%s registration", "%s registrations", sums["count"]) % f"{sums['count']:,}"),
            Total(ngettext("%s partner", "%s partners", sums["partners"]) % f"{sums['partners']:,}"),
            Total(components.money(sums["amount"] or 0, currency)),
            Total(components.money(sums["protected"] or 0, currency), _("protected, booking-day rates")),
        ]


def state_pill(row: Registration) -> Any:
    """A request for an extension shows before the protection it is about."""
    if row.has_open_extension:
        return components.pill(_("Extension"), tone="warn", icon_name="shield-half")
    return components.status(row, lifecycle=REGISTRATION)


def state_words(row: Registration) -> str:
    return str(_("Extension") if row.has_open_extension else REGISTRATION.state(row).label)


class PartnerPanel(PanelView):
    """A partner's deals, as a tab of its page."""

    permission = DealPermission.VIEW
    template_name = "deals/partner_panel.html"
    object_name = "partner"

    def query(self, ref: str) -> Partner | None:
        return Partner.objects.filter(ref=ref).first()

    def context(self, **extra: Any) -> dict[str, Any]:
        rows = queries.registrations_of_partner(self.object.pk).exclude(status="draft").order_by("-created_at")
        year_ago = self.now - timedelta(days=365)
        return {
            "deals": rows[:20],
            "record": queries.partner_record(self.object.pk, year_ago),
            "registration_lifecycle": REGISTRATION,
        }


class BulkAction(ActionView):
    """Does one thing to each chosen row and says how many it was done to; what refuses is left as it was."""

    permission = DealPermission.DECIDE

    def act(self, row: Registration, at: datetime) -> None:
        raise TypeError(f"{type(self).__name__} must say what it does in act(self, row, at).")

    def perform(self, obj: Any, data: Any) -> tuple[int, int]:
        rows = list(Registration.objects.filter(ref__in=data.getlist("select")[:200]).order_by("ref"))
        done = 0
        for row in rows:
            try:
                self.act(row, self.now)
                done += 1
            except DomainError:
                continue
        return done, len(rows) - done

    def success_message(self, obj: Any, result: tuple[int, int]) -> str:
        done, left = result
        text = ngettext("%(done)s registration changed.", "%(done)s registrations changed.", done) % {"done": done}
        return text if not left else f"{text} " + str(_("%(left)s could not be.")) % {"left": left}

    def success_url(self, obj: Any, result: Any) -> str:
        return self.back_url()


class AssignMany(BulkAction):
    def act(self, row: Registration, at: datetime) -> None:
        assign_registration(row, self.membership, actor=self.actor, at=at)


class ReviewMany(BulkAction):
    def act(self, row: Registration, at: datetime) -> None:
        start_review(row, actor=self.actor, at=at)


class ExtendMany(BulkAction):
    def act(self, row: Registration, at: datetime) -> None:
        extend_by_vendor(row, actor=self.actor, at=at, days=30, note="")
