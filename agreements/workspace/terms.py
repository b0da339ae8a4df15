"""Changing terms before it is sent; notice, renewal and end after it is signed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.forms import AmendForm, NegotiateForm, TerminateForm
from agreements.models import Agreement
from agreements.permissions import AgreementPermission
from agreements.queries.papers import agreement_by_ref
from agreements.queries.terms import terms_of_chain
from agreements.services.amendment import prepare_amendment
from agreements.services.drafting import move_to_current_version, negotiate_terms, prepare_renewal
from agreements.services.term import give_notice, terminate_agreement
from prm.ui.views import ActionView, FormView


class OneAgreement:
    """Screens of one agreement: found by its ref, back to its page."""

    object_name = "agreement"
    url: Any
    object: Any

    def query(self, ref: str) -> Agreement | None:
        return agreement_by_ref(ref)

    def page_of(self, row: Agreement) -> str:
        return str(self.url("agreements:agreement-detail", ref=row.ref))

    def cancel_url(self) -> str:
        return self.page_of(self.object)


class Negotiate(OneAgreement, FormView):
    permission = AgreementPermission.MANAGE
    title = _("Change terms")
    intro = _("What differs from the standard is kept as a structured override and marked in the text.")
    form_class = NegotiateForm
    message = _("Terms saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"standard": self.object.standard}

    def initial(self) -> dict[str, Any]:
        row = self.object
        return {**row.terms, "why": row.negotiated_why, "effective_on": row.effective_on}

    def perform(self, form: Any) -> Agreement:
        return negotiate_terms(
            self.object, form.terms(), actor=self.actor, at=self.now, why=form.cleaned_data["why"],
            effective_on=form.cleaned_data["effective_on"],
        )  # fmt: skip

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)


class Amend(OneAgreement, FormView):
    permission = AgreementPermission.MANAGE
    title = _("Amend agreement")
    intro = _("A paper of its own that both sides sign. What it changes holds from its first day; all else stays.")
    form_class = AmendForm
    submit_label = _("Prepare amendment")
    message = _("Prepared. Read it, then send it.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"standard": terms_of_chain(self.object)}

    def perform(self, form: Any) -> Agreement:
        data = form.cleaned_data
        return prepare_amendment(
            self.object, terms=form.terms(), words=data["words"], why=data["why"], effective_on=data["effective_on"],
            actor=self.actor, at=self.now,
        )  # fmt: skip

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)


class Refresh(OneAgreement, ActionView):
    permission = AgreementPermission.MANAGE
    message = _("Moved to the current version. Read it, then send it.")

    def perform(self, obj: Agreement, data: Any) -> Agreement:
        return move_to_current_version(obj, actor=self.actor, at=self.now)


class Notice(OneAgreement, ActionView):
    permission = AgreementPermission.MANAGE
    message = _("Notice recorded; it ends on its last day.")

    def perform(self, obj: Agreement, data: Any) -> Agreement:
        return give_notice(obj, actor=self.actor, at=self.now, reason=data.get("reason", ""))


class PrepareRenewal(OneAgreement, ActionView):
    permission = AgreementPermission.MANAGE
    message = _("Renewal prepared on the current version.")

    def perform(self, obj: Agreement, data: Any) -> Agreement:
        return prepare_renewal(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Agreement, result: Agreement) -> str:
        return self.page_of(result)


class Terminate(OneAgreement, FormView):
    permission = AgreementPermission.TERMINATE
    title = _("Terminate agreement")
    form_class = TerminateForm
    submit_label = _("Terminate agreement")
    message = _("Terminated. Both sides are told.")

    def perform(self, form: Any) -> Agreement:
        return terminate_agreement(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)
