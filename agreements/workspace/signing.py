"""Sending, recalling, countersigning."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from agreements.forms import LinkForm, PaperForm, ReasonForm, ScanForm, SignersForm, SignForm
from agreements.models import Agreement
from agreements.permissions import AgreementPermission, PortalAgreementPermission
from agreements.queries.papers import signers_of
from agreements.services.links import make_sign_link
from agreements.services.move_in import add_scan
from agreements.services.paper import record_paper
from agreements.services.signers import ask_again, name_signers
from agreements.services.signing import (
    countersign_agreement,
    recall_agreement,
    send_agreement,
    statement_for,
    void_agreement,
)
from agreements.services.wording import clauses_as_html
from agreements.workspace.terms import OneAgreement
from prm.accounts.queries import members_with_permission
from prm.ui.views import ActionView, FormView


class Send(OneAgreement, ActionView):
    permission = AgreementPermission.MANAGE
    message = _("Sent. The partner has it in the portal and by mail.")

    def perform(self, obj: Agreement, data: Any) -> Agreement:
        return send_agreement(obj, actor=self.actor, at=self.now)


class Resend(OneAgreement, ActionView):
    permission = AgreementPermission.MANAGE
    message = _("Asked again, by mail and in the portal.")

    def perform(self, obj: Agreement, data: Any) -> Agreement:
        return ask_again(obj, actor=self.actor, at=self.now)


class Signers(OneAgreement, FormView):
    permission = AgreementPermission.MANAGE
    title = _("Who signs for the partner")
    intro = _(
        "One after the other: each is asked when the one before has signed. Empty: whoever there may sign, signs."
    )
    form_class = SignersForm
    message = _("Saved. The first is asked when you send it.")

    def form_kwargs(self) -> dict[str, Any]:
        readers = members_with_permission(PortalAgreementPermission.VIEW, partner_id=self.object.partner_id)
        return {"people": readers}

    def initial(self) -> dict[str, Any]:
        return dict(zip(SignersForm.PLACES, [seat.member_id for seat in signers_of(self.object)], strict=False))

    def perform(self, form: Any) -> Agreement:
        return name_signers(self.object, form.members(), actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)


class Recall(OneAgreement, ActionView):
    permission = AgreementPermission.MANAGE
    message = _("Recalled. Change the terms and send it again.")

    def perform(self, obj: Agreement, data: Any) -> Agreement:
        return recall_agreement(obj, actor=self.actor, at=self.now, reason=data.get("note", ""))


class Void(OneAgreement, FormView):
    permission = AgreementPermission.MANAGE
    title = _("Void agreement")
    form_class = ReasonForm
    submit_label = _("Void agreement")
    message = _("Void. Nobody is bound by it.")

    def perform(self, form: Any) -> Agreement:
        return void_agreement(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)


class MakeLink(OneAgreement, FormView):
    """For a signer without an account; the address is shown once, on the page that answers."""

    permission = AgreementPermission.MANAGE
    title = _("Signing link")
    intro = _("For somebody who signs for the partner and has no account. It opens this one agreement for seven days.")
    form_class = LinkForm
    submit_label = _("Make link")

    def perform(self, form: Any) -> HttpResponse:
        _link, token = make_sign_link(self.object, **form.cleaned_data, actor=self.actor, at=self.now)
        path = self.url("public:agreements:sign", token=token)
        address = self.request.build_absolute_uri(path)
        return self.render(
            "agreements/link.html", {"agreement": self.object, "address": address, "back": self.page_of(self.object)}
        )


class Countersign(OneAgreement, FormView):
    permission = AgreementPermission.COUNTERSIGN
    title = _("Countersign")
    template_name = "agreements/sign.html"
    form_class = SignForm
    submit_label = _("Sign and execute")
    message = _("Executed. The sealed file is being made and both sides are told.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"statement": statement_for(self.object, "vendor")}

    def initial(self) -> dict[str, Any]:
        return {
            "name": self.membership.name, "title": self.membership.title, "email": self.membership.email,
            "document_sha256": self.object.text_sha256,
        }  # fmt: skip

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"clauses": clauses_as_html(self.object.text), "agreement": self.object}

    def perform(self, form: Any) -> Agreement:
        return countersign_agreement(self.object, form.assent(self.request), actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)


class OnPaper(OneAgreement, FormView):
    permission = AgreementPermission.COUNTERSIGN
    title = _("Signed on paper")
    intro = _("Both sides signed by hand: the scan is kept, and the agreement is in force from here on.")
    form_class = PaperForm
    submit_label = _("Record and execute")
    message = _("Executed on paper. The partner is told and can open the scan.")

    def initial(self) -> dict[str, Any]:
        mine = self.membership
        return {"vendor_name": mine.name, "vendor_title": mine.title, "vendor_email": mine.email}

    def perform(self, form: Any) -> Agreement:
        return record_paper(self.object, **form.paper(), actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)


class AddScan(OneAgreement, FormView):
    permission = AgreementPermission.MANAGE
    title = _("Add the signed paper")
    intro = _("It came along when you went live; the partner can open its paper too.")
    form_class = ScanForm
    message = _("Kept.")

    def perform(self, form: Any) -> Agreement:
        return add_scan(self.object, upload=form.cleaned_data["upload"], actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)
