"""The partner's deals: the list, registering one, and its page with the protection."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deals import queries
from deals.columns import ClockedRows, promise_cell, promise_export, protection_of
from deals.enums import LIVE, OPEN
from deals.forms import LostForm, StageForm
from deals.lifecycle import OPPORTUNITY, REGISTRATION
from deals.models import Opportunity, Registration
from deals.permissions import DealPermission
from deals.receipts import receipt_file
from deals.register import PreviewScreen, RegisterScreen
from deals.services.extension import extend_protection, request_extension, self_service_refusal
from deals.services.opportunity import lose_opportunity, move_opportunity
from deals.services.registration import cancel_registration, discard_draft, withdraw_registration
from prm.audit.queries import timeline_for
from prm.clocks.queries import clock_for
from prm.decisions.queries import latest_decision
from prm.ui.views import (
    ActionView,
    Choice,
    Column,
    DetailView,
    DownloadView,
    Empty,
    ListView,
    Search,
    Tab,
)
from programs.models import Partnership


class DealList(ClockedRows, ListView):
    permission = DealPermission.VIEW
    title = _("Deals")
    columns = (
        Column("customer_name", _("Customer"), sub="ref", link=True, sort=True),
        Column.money("amount", _("Value"), sort=True),
        Column.status(REGISTRATION),
        Column("act_by_at", _("Answer / protection"), sort=True, render=promise_cell, value=promise_export),
        Column.date("expected_close_on", _("Close"), wide_only=True),
    )
    tabs = (
        Tab("open", _("Open"), {"status": sorted(OPEN)}),
        Tab("won", _("Won"), {"status": "won"}),
        Tab("all", _("All"), {"view": "all"}),
    )
    filters = (
        Search("customer_name", "ref", "title", placeholder=_("Customer, reference")),
        Choice("status", _("Status"), REGISTRATION.choices),
    )
    default_sort = "-created_at"
    empty = Empty(
        "briefcase",
        _("No deals yet"),
        _("Register the first: it takes two minutes and protects your work."),
        "deals:registration-new",
        _("Register a deal"),
    )

    def query(self) -> QuerySet[Registration]:
        return queries.registrations_of_partner(self.actor.partner_id)

    def row_url(self, row: Registration) -> str:
        name = "deals:registration-edit" if row.status == "draft" else "deals:registration-detail"
        return self.url(name, ref=row.ref)


class PartnerScreen:
    """Finds a registration among the partner's own."""

    def query(self, ref: str) -> Registration | None:
        return queries.registrations_of_partner(self.actor.partner_id).filter(ref=ref).first()


class RegisterDeal(RegisterScreen):
    def partnerships(self) -> list[Partnership]:
        return queries.partnerships_that_register(self.actor.partner_id)


class EditDeal(PartnerScreen, RegisterDeal):
    """Goes on with a draft, or answers a question."""

    def query(self, ref: str) -> Registration | None:
        row = super().query(ref)
        return row if row and row.status in ("draft", "returned") else None

    def partnerships(self) -> list[Partnership]:
        return [self.object.partnership]


class Preview(PreviewScreen, RegisterDeal):
    pass


class DealDetail(PartnerScreen, DetailView):
    permission = DealPermission.VIEW
    template_name = "deals/deal.html"
    object_name = "registration"

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        opportunity = row.opportunities.first()
        return {
            "lifecycle": REGISTRATION,
            "allowed": {item.action for item in REGISTRATION.allowed_actions(row, self.actor)},
            "lines": queries.lines_of(row),
            "files": row.files.select_related("file"),
            "receipt": queries.first_receipt(row),
            "clock": clock_for(row),
            "queue": queries.place_in_queue(row.pk) if row.status in LIVE and row.status != "approved" else 0,
            "protection": protection_of(row, self.now) if row.status == "approved" else None,
            "extension_refusal": self_service_refusal(row, at=self.now) if row.status == "approved" else "",
            "extensions": list(row.extensions.all()),
            "decision": latest_decision(row),
            "opportunity": opportunity,
            "may_move": bool(opportunity) and self.actor.can(DealPermission.WORK_OPPORTUNITY),
            "move_form": StageForm(initial=_stage(opportunity)) if opportunity else None,
            "lost_form": LostForm(),
            "opportunity_lifecycle": OPPORTUNITY,
            "entries": timeline_for(row, for_partner=True)[:20],
        }


def _stage(opportunity: Opportunity) -> dict[str, Any]:
    names = ("stage", "amount", "expected_close_on")
    return {name: getattr(opportunity, name) for name in names}


class DealAction(PartnerScreen, ActionView):
    permission = DealPermission.REGISTER

    def success_url(self, obj: Registration, result: Any) -> str:
        return self.url("deals:registration-detail", ref=obj.ref)


class DiscardDraft(DealAction):
    message = _("Draft deleted.")

    def perform(self, obj: Registration, data: Any) -> None:
        discard_draft(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Registration, result: Any) -> str:
        return self.url("deals:registration-list")


class CancelDeal(DealAction):
    message = _("Taken back.")

    def perform(self, obj: Registration, data: Any) -> Registration:
        return cancel_registration(obj, actor=self.actor, at=self.now, note=data.get("note", ""))


class WithdrawDeal(DealAction):
    message = _("Given up; the customer is free again.")

    def perform(self, obj: Registration, data: Any) -> Registration:
        return withdraw_registration(obj, actor=self.actor, at=self.now, note=data.get("note", ""))


class ExtendDeal(DealAction):
    message = _("Extended.")

    def perform(self, obj: Registration, data: Any) -> Any:
        return extend_protection(obj, actor=self.actor, at=self.now, reason=data.get("reason", ""))


class AskForExtension(DealAction):
    message = _("Asked for; we answer within two business days.")

    def perform(self, obj: Registration, data: Any) -> Any:
        return request_extension(obj, actor=self.actor, at=self.now, days=30, reason=data.get("reason", ""))


class MoveStage(DealAction):
    permission = DealPermission.WORK_OPPORTUNITY
    form_class = StageForm
    message = _("Saved.")

    def perform(self, obj: Registration, data: Any) -> Any:
        return move_opportunity(queries.opportunity_of(obj), actor=self.actor, at=self.now, **data)


class LoseDeal(DealAction):
    permission = DealPermission.WORK_OPPORTUNITY
    form_class = LostForm
    message = _("Closed as lost.")

    def perform(self, obj: Registration, data: Any) -> Any:
        return lose_opportunity(queries.opportunity_of(obj), actor=self.actor, at=self.now, **data)


class ReceiptFile(PartnerScreen, DownloadView):
    """The sealed receipt as a file that anybody can verify without us."""

    permission = DealPermission.VIEW

    def content(self, obj: Registration) -> tuple[str, str, bytes]:
        return receipt_file(obj)
