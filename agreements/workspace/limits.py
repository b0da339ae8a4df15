"""Who may grant what alone: the vendor's limits, and the second person's word on terms beyond them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms import ReasonForm
from agreements.models import TermApproval
from agreements.permissions import AgreementPermission
from agreements.queries.approvals import approval_by_ref, term_limits
from agreements.rules.limits import Limit
from agreements.rules.parameters import PARAMETERS
from agreements.services.approval import approve_terms, decline_terms, set_limits
from prm.ui.views import DetailView, FormView

BOUNDED = [parameter for parameter in PARAMETERS.values() if not parameter.is_flag]


class Limits(DetailView):
    permission = AgreementPermission.VIEW
    title = _("Negotiation limits")
    template_name = "agreements/limits.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        limits = term_limits()
        return {
            "rows": [(parameter, limits.get(parameter.name)) for parameter in BOUNDED],
            "may_edit": self.actor.can(AgreementPermission.APPROVE_TERMS),
        }


class LimitsForm(forms.Form):
    """Two fields for each term, the least and the most one person may grant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in BOUNDED:
            for side, label in (("least", _("at least")), ("most", _("at most"))):
                self.fields[f"{parameter.name}_{side}"] = forms.IntegerField(
                    label=f"{parameter.label}, {label}", min_value=parameter.lowest, max_value=parameter.highest,
                    required=False,
                )  # fmt: skip

    def limits(self) -> dict[str, Limit]:
        given = self.cleaned_data
        return {p.name: Limit(given[f"{p.name}_least"], given[f"{p.name}_most"]) for p in BOUNDED}


class LimitsEdit(FormView):
    permission = AgreementPermission.APPROVE_TERMS
    title = _("Change negotiation limits")
    intro = _("What one person may grant alone. Beyond it a second person approves before the agreement may be sent.")
    form_class = LimitsForm
    submit_label = _("Save limits")
    message = _("Limits saved. They hold for what is negotiated from now on.")

    def initial(self) -> dict[str, Any]:
        limits = term_limits()
        return {f"{name}_{side}": getattr(limit, side) for name, limit in limits.items() for side in ("least", "most")}

    def perform(self, form: Any) -> None:
        set_limits(form.limits(), actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("agreements:limits")

    def cancel_url(self) -> str:
        return self.url("agreements:limits")


class OneApproval:
    object_name = "approval"
    url: Any
    object: Any

    def query(self, ref: str) -> TermApproval | None:
        return approval_by_ref(ref)

    def cancel_url(self) -> str:
        return str(self.url("agreements:agreement-detail", ref=self.object.agreement.ref))

    def success_url(self, result: Any) -> str:
        return self.cancel_url()


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ApproveTerms(OneApproval, FormView):
    permission = AgreementPermission.APPROVE_TERMS
    title = _("Approve terms")
    intro = _("The agreement may then be sent with these terms as they stand; a change of them asks again.")
    form_class = NoteForm
    submit_label = _("Approve terms")
    message = _("Approved. The agreement can be sent.")

    def perform(self, form: Any) -> TermApproval:
        return approve_terms(self.object, **form.cleaned_data, actor=self.actor, at=self.now)


class DeclineTerms(OneApproval, FormView):
    permission = AgreementPermission.APPROVE_TERMS
    title = _("Decline terms")
    form_class = ReasonForm
    submit_label = _("Decline terms")
    message = _("Declined. Whoever negotiated them is told.")

    def perform(self, form: Any) -> TermApproval:
        note = form.cleaned_data["reason"]
        return decline_terms(self.object, note=note, actor=self.actor, at=self.now)
