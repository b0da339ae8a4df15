"""Payments: prepare, approve as the second person, export the bank file, confirm."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from incentives import queries
from incentives.forms import BankAccountForm
from incentives.lifecycle import PAYMENT_BATCH
from incentives.models import FundingAccount, PaymentBatch
from incentives.permissions import IncentivePermission
from incentives.services import payments
from incentives.workspace.approving import for_second_person
from incentives.workspace.forms import BatchForm
from prm.audit.queries import timeline_for
from prm.lib.errors import NotFound
from prm.ui.views import ActionView, Choice, Column, DetailView, DownloadView, Empty, FormView, Link, ListView


class BatchList(ListView):
    permission = IncentivePermission.VIEW
    title = _("Payments")
    columns = (
        Column("ref", _("Batch"), link=True),
        Column.date("execute_on", _("Execution"), sort=True),
        Column.number("count", _("Payments")),
        Column.money("total", _("Total")),
        Column.person("prepared_by", _("Prepared by")),
        Column.person("approved_by", _("Approved by")),
        Column.status(PAYMENT_BATCH),
    )
    filters = (Choice("status", _("Status"), PAYMENT_BATCH.choices),)
    default_sort = "-execute_on"
    actions = (
        Link(_("Account to pay from"), "incentives:funding", IncentivePermission.PREPARE_PAYMENTS, "building-bank"),
        Link(_("Prepare payments"), "incentives:batch-create", IncentivePermission.PREPARE_PAYMENTS, "plus", True),
    )
    empty = Empty(
        "building-bank",
        _("No payments yet"),
        _("Prepare a batch: it takes every issued statement with a bank account."),
        "incentives:batch-create",
        _("Prepare payments"),
    )

    def query(self) -> Any:
        return queries.batches_for_list()

    def row_url(self, row: PaymentBatch) -> str:
        return self.url("incentives:batch-detail", ref=row.ref)


class BatchCreate(FormView):
    permission = IncentivePermission.PREPARE_PAYMENTS
    title = _("Prepare payments")
    intro = _("One transfer per partner for all its issued statements. A second person approves.")
    form_class = BatchForm
    submit_label = _("Prepare payments")

    def initial(self) -> dict[str, Any]:
        return {"currency": self.vendor.currency, "execute_on": self.now.date()}

    def perform(self, form: Any) -> PaymentBatch:
        return payments.prepare_batch(**form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: PaymentBatch) -> str:
        return self.url("incentives:batch-detail", ref=result.ref)


class FundingEdit(FormView):
    permission = IncentivePermission.PREPARE_PAYMENTS
    needs_fresh_sign_in = True
    title = _("Account to pay from")
    form_class = BankAccountForm
    message = _("Saved.")

    def initial(self) -> dict[str, Any]:
        account = FundingAccount.objects.filter(currency=self.vendor.currency).first()
        kept = {"holder": account.holder, "iban": account.iban, "bic": account.bic} if account else {}
        return {"currency": self.vendor.currency, **kept}

    def perform(self, form: Any) -> FundingAccount:
        return payments.set_funding_account(**form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("incentives:batch-list")


class BatchScreen:
    permission: ClassVar[Any] = IncentivePermission.VIEW
    object_name = "batch"

    def query(self, ref: str) -> PaymentBatch | None:
        return queries.batches_for_list().filter(ref=ref).first()


class BatchDetail(BatchScreen, DetailView):
    template_name = "incentives/batch.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        return {
            "payments": queries.payments_for_batch(self.object),
            "lifecycle": PAYMENT_BATCH,
            "timeline": timeline_for(self.object)[:20],
            **for_second_person(self.object, self.actor),
        }


class BatchAction(BatchScreen, ActionView):
    """approve, cancel, export or confirm: one service each."""

    permission = IncentivePermission.PREPARE_PAYMENTS
    service: Any = None

    def perform(self, obj: PaymentBatch, data: Any) -> PaymentBatch:
        return type(self).service(obj, actor=self.actor, at=self.now)


class BatchApprove(BatchAction):
    permission = IncentivePermission.APPROVE_PAYMENTS
    needs_fresh_sign_in = True
    service = payments.approve_batch
    message = _("Payments approved.")


class BatchCancel(BatchAction):
    service = payments.cancel_batch
    message = _("Cancelled. The statements wait for the next batch.")


class BatchExport(BatchAction):
    needs_fresh_sign_in = True
    service = payments.export_batch
    message = _("The bank file is ready.")


class BatchConfirm(BatchAction):
    permission = IncentivePermission.APPROVE_PAYMENTS
    service = payments.confirm_batch
    message = _("Paid. The partners have been told.")


class BatchFile(BatchScreen, DownloadView):
    permission = IncentivePermission.PREPARE_PAYMENTS
    needs_fresh_sign_in = True

    def content(self, obj: PaymentBatch) -> tuple[str, str, bytes]:
        if not obj.bank_file:
            raise NotFound(_("There is no bank file yet."))
        return f"{obj.ref}-pain001.xml", "application/xml", obj.bank_file.encode()
