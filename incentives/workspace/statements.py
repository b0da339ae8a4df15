"""Statements: close the month, read, approve as the second person, hand out."""

from typing import Any, ClassVar

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from incentives import queries
from incentives.lifecycle import STATEMENT
from incentives.models import Statement
from incentives.pages import StatementFile
from incentives.permissions import IncentivePermission
from incentives.services import statements
from incentives.workspace.approving import for_second_person
from incentives.workspace.forms import CloseMonthForm, NoteForm
from prm.audit.queries import timeline_for
from prm.money.calendar import add_months, local_date
from prm.ui.views import (
    ActionView,
    Choice,
    Column,
    DetailView,
    Empty,
    FormView,
    Link,
    ListView,
    Search,
    Tab,
)


class StatementList(ListView):
    permission = IncentivePermission.VIEW
    title = _("Statements")
    columns = (
        Column.organization("partner.name", _("Partner"), link=True, sub="ref"),
        Column.date("period_start", _("Month from"), sort=True),
        Column.number("line_count", _("Lines")),
        Column.money("total", _("Total")),
        Column.date("pay_on", _("To be paid"), wide_only=True),
        Column.status(STATEMENT),
    )
    tabs = (
        Tab("all", _("All")),
        Tab("waiting", _("Waiting for approval"), {"status": ["calculated"]}),
        Tab("issued", _("Issued"), {"status": ["issued"]}),
    )
    filters = (Choice("status", _("Status"), STATEMENT.choices), Search("ref", "partner__name"))
    default_sort = "-period_start"
    actions = (
        Link(_("Close a month"), "incentives:month-close", IncentivePermission.PREPARE_STATEMENTS, "calendar", True),
    )
    empty = Empty(
        "file-text",
        _("No statements yet"),
        _("Close a month to put what is earned and off hold on each partner's statement."),
        "incentives:month-close",
        _("Close a month"),
    )

    def query(self) -> Any:
        return queries.statements_for_list()

    def row_url(self, row: Statement) -> str:
        return self.url("incentives:statement-detail", ref=row.ref)


class MonthClose(FormView):
    permission = IncentivePermission.PREPARE_STATEMENTS
    title = _("Close a month")
    intro = _(
        "Every earning off hold by the end of the month goes on its partner's statement. A second person approves."
    )
    form_class = CloseMonthForm
    submit_label = _("Calculate statements")

    def initial(self) -> dict[str, Any]:
        """The month that ended last."""
        today = local_date(self.now, self.vendor.timezone)
        return {"month": add_months(today.replace(day=1), -1)}

    def perform(self, form: Any) -> list[Statement]:
        return statements.close_month(form.cleaned_data["month"], actor=self.actor, at=self.now)

    def success_message(self, result: list[Statement]) -> Any:
        return _("%(count)s statements wait for approval.") % {"count": len(result)}

    def success_url(self, result: Any) -> str:
        return self.url("incentives:statement-list")


class StatementScreen:
    """What every page about one statement needs."""

    permission: ClassVar[Any] = IncentivePermission.VIEW
    object_name = "statement"

    def query(self, ref: str) -> Statement | None:
        return queries.statement_by_ref(ref)


class StatementDetail(StatementScreen, DetailView):
    template_name = "incentives/statement.html"

    def page_title(self) -> str:
        return f"{self.object.partner.name}, {date_format(self.object.period_start, 'F Y')}"

    def context(self, **extra: Any) -> dict[str, Any]:
        return {
            "lines": queries.lines_for_statement(self.object),
            "lifecycle": STATEMENT,
            "timeline": timeline_for(self.object)[:20],
            **for_second_person(self.object, self.actor),
        }


class StatementApprove(StatementScreen, ActionView):
    permission = IncentivePermission.APPROVE_STATEMENTS
    message = _("Approved and issued. The partner has been told.")

    def perform(self, obj: Statement, data: Any) -> Statement:
        return statements.approve_statement(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Any, result: Statement) -> str:
        # Issuing gives it its number, and with it its address.
        return self.url("incentives:statement-detail", ref=result.ref)


class StatementSendBack(StatementScreen, ActionView):
    permission = IncentivePermission.APPROVE_STATEMENTS
    form_class = NoteForm
    message = _("Sent back. Its earnings wait for a new calculation.")

    def perform(self, obj: Statement, data: Any) -> Statement:
        return statements.send_back_statement(obj, actor=self.actor, at=self.now, note=data["note"])


class StatementCsv(StatementScreen, StatementFile):
    format = "csv"


class StatementXlsx(StatementScreen, StatementFile):
    format = "xlsx"


class StatementPdf(StatementScreen, StatementFile):
    format = "pdf"
