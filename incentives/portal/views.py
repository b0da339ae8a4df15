"""The partner's money: what is on its way, every statement, every cent explained."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from incentives import queries
from incentives.enums import EarningStatus
from incentives.forms import BankAccountForm
from incentives.lifecycle import EARNING, STATEMENT
from incentives.models import Earning, PayoutAccount, Statement
from incentives.pages import EarningPage, StatementFile
from incentives.permissions import PortalIncentivePermission
from incentives.services.payments import set_payout_account
from partners.models import Partner
from prm.money.calendar import local_date
from prm.ui.views import Choice, Column, DetailView, Empty, FormView, ListView, Screen


class Money(Screen):
    """Held, approved, on a statement, paid; the next payment with its date; rebates and how far to the next band."""

    permission = PortalIncentivePermission.VIEW_MONEY
    title = _("Money")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        partner_id = self.actor.partner_id
        return self.render(
            "incentives/portal_money.html",
            {
                "sums": queries.earned_by_status(partner_id),
                "next": queries.next_payment(partner_id),
                "rebates": queries.rebates_for_partner(partner_id, local_date(self.now, self.vendor.timezone)),
                "statements": queries.statements_for_list()[:6],
                "account": PayoutAccount.objects.first(),
                "may_change_account": self.actor.can(PortalIncentivePermission.MANAGE_PAYOUT),
            },
        )


class EarningList(ListView):
    permission = PortalIncentivePermission.VIEW_MONEY
    title = _("Earnings")
    columns = (
        Column("description", _("For"), sub="plan_version", link=True),
        Column.date("earned_on", _("Earned on"), sort=True),
        Column.money("amount", _("Amount")),
        Column.date("held_until", _("Held until"), wide_only=True),
        Column.status(EARNING),
    )
    filters = (Choice("status", _("Status"), EarningStatus.choices),)
    default_sort = "-earned_on"
    empty = Empty(
        "coins", _("Nothing earned yet"), _("Register a deal: once it is invoiced, what it earns stands here.")
    )

    def query(self) -> Any:
        return queries.earnings_for_list()

    def row_url(self, row: Earning) -> str:
        return self.url("incentives:earning-detail", pk=row.pk)


class EarningDetail(EarningPage):
    permission = PortalIncentivePermission.VIEW_MONEY


class StatementList(ListView):
    permission = PortalIncentivePermission.VIEW_MONEY
    title = _("Statements")
    columns = (
        Column("ref", _("Statement"), link=True),
        Column.date("period_start", _("Month from"), sort=True),
        Column.money("total", _("Total")),
        Column.date("pay_on", _("To be paid")),
        Column.status(STATEMENT),
    )
    default_sort = "-period_start"
    empty = Empty("file-text", _("No statements yet"), _("A statement comes each month in which something was earned."))

    def query(self) -> Any:
        return queries.statements_for_list()

    def row_url(self, row: Statement) -> str:
        return self.url("incentives:statement-detail", ref=row.ref)


class StatementScreen:
    permission = PortalIncentivePermission.VIEW_MONEY
    object_name = "statement"

    def query(self, ref: str) -> Statement | None:
        return queries.issued_statement_by_ref(ref)


class StatementDetail(StatementScreen, DetailView):
    template_name = "incentives/statement.html"

    def page_title(self) -> str:
        return _now("Statement, %(month)s") % {"month": date_format(self.object.period_start, "F Y")}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"lines": queries.lines_for_statement(self.object), "lifecycle": None, "timeline": []}


class StatementCsv(StatementScreen, StatementFile):
    format = "csv"


class StatementXlsx(StatementScreen, StatementFile):
    format = "xlsx"


class StatementPdf(StatementScreen, StatementFile):
    format = "pdf"


class PayoutEdit(FormView):
    permission = PortalIncentivePermission.MANAGE_PAYOUT
    needs_fresh_sign_in = True
    title = _("Where you are paid")
    form_class = BankAccountForm
    message = _("Saved. The next payment goes there.")

    def initial(self) -> dict[str, Any]:
        account = PayoutAccount.objects.first()
        if account is None:
            return {"currency": Partner.objects.get(pk=self.actor.partner_id).currency}
        return {"holder": account.holder, "bic": account.bic, "currency": account.currency}

    def perform(self, form: Any) -> PayoutAccount:
        partner = Partner.objects.get(pk=self.actor.partner_id)
        return set_payout_account(partner, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("incentives:money")
