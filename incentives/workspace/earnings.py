"""What was earned and from what: earnings, facts, and the run by hand."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from incentives import queries
from incentives.enums import FactKind, PlanKind
from incentives.lifecycle import EARNING
from incentives.models import Earning
from incentives.pages import EarningPage
from incentives.permissions import IncentivePermission
from incentives.tasks import calculate_incentives
from prm.ui.views import ActionView, Choice, Column, DateRange, Empty, Link, ListView, Search


class EarningList(ListView):
    permission = IncentivePermission.VIEW
    title = _("Earnings")
    template_name = "incentives/earnings.html"
    columns = (
        Column("description", _("For"), sub="plan_version", link=True),
        Column.organization("partner.name", _("Partner")),
        Column.date("earned_on", _("Earned on"), sort=True),
        Column.money("basis", _("Basis")),
        Column.number("rate", _("Rate, %"), places=2, optional=True),
        Column.money("amount", _("Amount")),
        Column.date("held_until", _("Held until"), wide_only=True),
        Column.status(EARNING),
    )
    filters = (
        Choice("status", _("Status"), EARNING.choices),
        Choice("kind", _("Kind"), PlanKind.choices),
        DateRange("earned_on", _("Earned")),
        Search("description", "partner__name"),
    )
    default_sort = "-earned_on"
    empty = Empty(
        "coins",
        _("Nothing earned yet"),
        _("Earnings appear when invoices of registered deals are imported and calculated."),
    )

    def query(self) -> Any:
        return queries.earnings_for_list()

    def row_url(self, row: Earning) -> str:
        return self.url("incentives:earning-detail", pk=row.pk)


class EarningDetail(EarningPage):
    permission = IncentivePermission.VIEW


class FactList(ListView):
    permission = IncentivePermission.VIEW
    title = _("Invoices and payments")
    columns = (
        Column("reference", _("Number"), sub="deal_ref"),
        Column("kind", _("Kind"), value=lambda fact: fact.get_kind_display()),
        Column("customer_name", _("Customer")),
        Column.organization("partner.name", _("Partner")),
        Column.date("occurred_on", _("Date"), sort=True),
        Column.money("amount", _("Net amount")),
    )
    filters = (
        Choice("kind", _("Kind"), FactKind.choices),
        DateRange("occurred_on", _("Date")),
        Search("reference", "customer_name", "deal_ref"),
    )
    default_sort = "-occurred_on"
    actions = (
        Link(_("Import invoices"), "imports:batch-create", IncentivePermission.IMPORT_FACTS, "upload", primary=True),
    )
    empty = Empty(
        "receipt",
        _("No invoices yet"),
        _("Import invoices and payments; each is matched to its deal."),
        "imports:batch-create",
        _("Import invoices"),
    )

    def query(self) -> Any:
        return queries.facts_for_list()


class CalculateNow(ActionView):
    """The nightly run by hand."""

    permission = IncentivePermission.PREPARE_STATEMENTS
    message = _("The calculation has started; earnings appear as it goes.")

    def perform(self, obj: Any, data: Any) -> None:
        calculate_incentives.enqueue(vendor_id=self.vendor.pk)
