"""A partner's agreements: read, sign, ask for changes, keep the sealed copy."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agreements.enums import IN_FORCE
from agreements.forms import ChangesForm, DelegateForm, ReasonForm, SignForm
from agreements.lifecycle import AGREEMENT, is_superseded
from agreements.models import Agreement, Signature
from agreements.permissions import PortalAgreementPermission
from agreements.queries.campaigns import ask_of
from agreements.queries.offboarding import shared_steps_of
from agreements.queries.papers import agreement_by_ref, agreements_with_names, signed_now, signers_of
from agreements.screens import chain, paper_content, redlined_terms, sealed_content, terms_that_hold
from agreements.services.signers import at_turn, delegate_signing
from agreements.services.signing import decline_agreement, request_changes, sign_agreement, statement_for
from agreements.services.term import give_notice
from agreements.services.wording import clauses_as_html
from prm.accounts.queries import members_with_permission
from prm.audit.queries import timeline_for
from prm.lib.errors import Forbidden
from prm.ui.views import ActionView, Column, DetailView, DownloadView, Empty, FormView, ListView
from programs.queries import vendor_day


class AgreementList(ListView):
    permission = PortalAgreementPermission.VIEW
    title = _("Agreements")
    columns = (
        Column("title", _("Agreement"), sub="partnership.program.name", link=True),
        Column.number("version_number", _("Version"), wide_only=True),
        Column.status(AGREEMENT),
        Column.date("action_on", _("Act by")),
        Column.date("ends_on", _("Ends on")),
    )
    default_sort = "-sent_at"
    empty = Empty("writing-sign", _("No agreements yet"), _("What you are asked to sign appears here."))

    def query(self) -> Any:
        return agreements_with_names()

    def row_url(self, row: Agreement) -> str:
        return self.url("agreements:agreement-detail", ref=row.ref)


class OneAgreement:
    object_name = "agreement"
    url: Any
    object: Any

    def query(self, ref: str) -> Agreement | None:
        return agreement_by_ref(ref)

    def page_of(self, row: Agreement) -> str:
        return str(self.url("agreements:agreement-detail", ref=row.ref))

    def cancel_url(self) -> str:
        return self.page_of(self.object)


class AgreementDetail(OneAgreement, DetailView):
    permission = PortalAgreementPermission.VIEW
    template_name = "agreements/portal_agreement.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        row: Agreement = self.object
        return {
            "lifecycle": AGREEMENT,
            "allowed": {item.action for item in AGREEMENT.allowed_actions(row, at_turn(row, self.actor))},
            "ask": ask_of(row) if row.status == "sent" else None,
            "signers": list(signers_of(row)),
            "superseded": is_superseded(row) if row.status in ("sent", "partly_signed") else None,
            "clauses": clauses_as_html(row.text),
            "signatures": list(signed_now(row)),
            "commitments": list(row.commitments.all()),
            "negotiated": redlined_terms(row),
            "chain": chain(row),
            "in_force": terms_that_hold(row.partnership, vendor_day(self.now)) if row.status in IN_FORCE else [],
            "steps": list(shared_steps_of(row)) if row.ended_on else [],
            "may_confirm": self.actor.can(PortalAgreementPermission.SIGN),
            "timeline": timeline_for(row, for_partner=True)[:20],
        }


class Answer(OneAgreement):
    """Screens of whoever is to answer for the partner: named and at turn, or, where nobody is named, may sign."""

    permission = PortalAgreementPermission.VIEW
    actor: Any

    def query(self, ref: str) -> Agreement | None:
        row = super().query(ref)
        if row is not None and not at_turn(row, self.actor).can(PortalAgreementPermission.SIGN):
            raise Forbidden(_now("It is not your turn to sign this."))
        return row


class Sign(Answer, FormView):
    """The whole text, then the signature: typed, or drawn where that is possible."""

    title = _("Read and sign")
    template_name = "agreements/sign.html"
    form_class = SignForm
    submit_label = _("Sign agreement")
    message = _("Signed. When all have signed, you get the sealed copy.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"statement": statement_for(self.object, "partner")}

    def initial(self) -> dict[str, Any]:
        return {
            "name": self.membership.name, "title": self.membership.title, "email": self.membership.email,
            "document_sha256": self.object.text_sha256,
        }  # fmt: skip

    def context(self, **extra: Any) -> dict[str, Any]:
        superseded = is_superseded(self.object) if self.object.status == "sent" else None
        ask = ask_of(self.object)
        return {"clauses": clauses_as_html(self.object.text), "superseded": superseded, "ask": ask}

    def perform(self, form: Any) -> Signature:
        return sign_agreement(self.object, form.assent(self.request), actor=self.actor, at=self.now)

    def success_url(self, result: Signature) -> str:
        return self.page_of(self.object)


class Delegate(Answer, FormView):
    title = _("Let somebody else sign")
    intro = _("Your colleague is asked at once and signs in your place.")
    form_class = DelegateForm
    submit_label = _("Let them sign")
    message = _("Your colleague is asked to sign.")

    def form_kwargs(self) -> dict[str, Any]:
        people = members_with_permission(PortalAgreementPermission.VIEW, partner_id=self.object.partner_id)
        return {"people": people.exclude(pk=self.membership.pk)}

    def perform(self, form: Any) -> Agreement:
        return delegate_signing(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)


class Decline(Answer, FormView):
    title = _("Decline to sign")
    intro = _("Nothing is signed. The vendor is told why and may send you another text.")
    form_class = ReasonForm
    submit_label = _("Decline to sign")
    message = _("Declined. The vendor is told.")

    def perform(self, form: Any) -> Agreement:
        return decline_agreement(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)


class Changes(Answer, FormView):
    title = _("Ask for changes")
    intro = _("Nothing is signed. The vendor answers with a new text, or tells you why not.")
    form_class = ChangesForm
    submit_label = _("Ask for changes")
    message = _("Sent. You hear from your channel manager.")
    keep_draft = True

    def perform(self, form: Any) -> Agreement:
        return request_changes(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.page_of(result)


class Notice(OneAgreement, ActionView):
    permission = PortalAgreementPermission.SIGN
    message = _("Notice given; the agreement ends on its last day.")

    def perform(self, obj: Agreement, data: Any) -> Agreement:
        return give_notice(obj, actor=self.actor, at=self.now, reason=data.get("reason", ""))


class SealedFile(OneAgreement, DownloadView):
    permission = PortalAgreementPermission.VIEW

    def content(self, obj: Agreement) -> tuple[str, str, bytes]:
        return sealed_content(obj, at=self.now)


class PaperCopy(SealedFile):
    def content(self, obj: Agreement) -> tuple[str, str, bytes]:
        return paper_content(obj)
