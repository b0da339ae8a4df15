"""What the partner sees to when an agreement has ended, and confirms."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.forms import NoteForm
from agreements.models import OffboardingStep
from agreements.permissions import PortalAgreementPermission
from agreements.queries.offboarding import step_by_ref
from agreements.services.offboarding import finish_step
from prm.ui.views import FormView


class StepConfirm(FormView):
    """The partner says that a shared step is done; its name and the time are kept."""

    permission = PortalAgreementPermission.SIGN
    object_name = "step"
    form_class = NoteForm
    submit_label = _("Confirm that it is done")
    message = _("Confirmed. The vendor sees who did it and when.")

    def query(self, ref: str) -> OffboardingStep | None:
        return step_by_ref(ref)

    def perform(self, form: Any) -> OffboardingStep:
        return finish_step(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def cancel_url(self) -> str:
        paper = self.object.agreement
        if paper is None:
            return str(self.url("agreements:agreement-list"))
        return str(self.url("agreements:agreement-detail", ref=paper.ref))

    def success_url(self, result: OffboardingStep) -> str:
        return self.cancel_url()
