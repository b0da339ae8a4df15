"""One step of the partner's own journey: what it asks for, and handing it in."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from prm.files.services import store
from prm.forms.builder import QuestionForm
from prm.forms.queries import Asked, questions_for
from prm.forms.services import keep_files
from prm.ui.views import FormView
from programs.form_kinds import ONBOARDING_FILE, ONBOARDING_FORM
from programs.models import OnboardingForm, OnboardingStep
from programs.onboarding import STEP_KINDS
from programs.permissions import PortalProgramPermission
from programs.queries.journeys import hand_ins_of
from programs.queries.partnerships import step_by_ref
from programs.services.onboarding import hand_in_step


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What you did"), max_length=400, required=False, widget=forms.Textarea)


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"))
    note = forms.CharField(label=_("Note"), max_length=400, required=False)


def asked_by(step: OnboardingStep) -> Asked:
    """The questions of the form a step names."""
    form: UUID | None = OnboardingForm.objects.filter(ref=step.subject).values_list("pk", flat=True).first()
    return questions_for(ONBOARDING_FORM.key, form)


class HandIn(FormView):
    permission = PortalProgramPermission.DO_ONBOARDING
    message = _("Handed in; we check it.")
    submit_label = _("Hand in")
    template_name = "programs/hand_in.html"
    object_name = "step"
    keep_draft = True
    query = staticmethod(step_by_ref)

    @cached_property
    def asked(self) -> Asked:
        return asked_by(self.object)

    def page_title(self) -> str:
        return str(self.object)

    def hands_in(self) -> str:
        kind = STEP_KINDS.get(self.object.kind)
        return kind.hands_in if kind else "note"

    def build_form(self) -> Any:
        bound = (self.request.POST, self.request.FILES) if self.request.method == "POST" else (None, None)
        if self.hands_in() == "form":
            return QuestionForm(self.asked.questions, *bound)
        return (UploadForm if self.hands_in() == "file" else NoteForm)(*bound)

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"last": hand_ins_of(self.object).first()}

    def perform(self, form: Any) -> OnboardingStep:
        who: dict[str, Any] = {"actor": self.actor, "at": self.now}
        if self.hands_in() == "form":
            kept = keep_files(form, partner_id=self.object.partner_id, kind=ONBOARDING_FILE.key, **who)
            return hand_in_step(self.object, answers=kept, form_version=self.asked.version_id, **who)
        note, answers = form.cleaned_data["note"], {}
        if self.hands_in() == "file":
            upload = form.cleaned_data["file"]
            file = store(upload, partner_id=self.object.partner_id, kind=ONBOARDING_FILE.key, **who)
            answers = {"file": {"ref": file.ref, "name": file.name}}
        return hand_in_step(self.object, note=note, answers=answers, **who)

    def success_url(self, result: Any) -> str:
        return f"{self.url('programs:onboarding')}?in={self.object.partnership.ref}"

    def cancel_url(self) -> str:
        return self.success_url(None)
