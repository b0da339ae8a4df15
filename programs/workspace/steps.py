"""One step of a journey as we see it: what was handed in, and what we answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prm.files.models import StoredFile
from prm.forms.builder import answers_in_words
from prm.forms.queries import questions_of_version
from prm.ui.views import DetailView, FormView
from programs.form_kinds import ONBOARDING_FORM
from programs.lifecycle import STEP
from programs.models import HandIn, OnboardingStep
from programs.onboarding import STEP_KINDS
from programs.permissions import PartnershipPermission
from programs.queries.journeys import hand_ins_of
from programs.queries.partnerships import step_by_ref
from programs.services.onboarding import OPEN, agree_meeting


def files_of(given: HandIn) -> list[StoredFile]:
    refs = [value["ref"] for value in given.answers.values() if isinstance(value, dict) and "ref" in value]
    return list(StoredFile.objects.filter(ref__in=refs)) if refs else []


def words_of(given: HandIn) -> list[tuple[str, str]]:
    """Questions and answers of a form, as they were asked."""
    if "file" in given.answers:
        return []
    asked = questions_of_version(ONBOARDING_FORM.key, given.form_version)
    return answers_in_words(asked.questions, given.answers)


class StepDetail(DetailView):
    permission = PartnershipPermission.VIEW
    template_name = "programs/step.html"
    object_name = "step"
    query = staticmethod(step_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        return {
            "step_lifecycle": STEP,
            "kind": STEP_KINDS.get(row.kind),
            "hand_ins": [(given, words_of(given), files_of(given)) for given in hand_ins_of(row)],
            "actions": {action.action: action for action in STEP.allowed_actions(row, self.actor)},
            "may_meet": row.kind == "meeting" and row.status in OPEN and self.actor.can(PartnershipPermission.ONBOARD),
        }


class MeetingForm(forms.Form):
    meets_at = forms.DateTimeField(label=_("When"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))


class StepMeet(FormView):
    permission = PartnershipPermission.ONBOARD
    title = _("Agree on a date")
    intro = _("The partner sees it among its first steps.")
    form_class = MeetingForm
    object_name = "step"
    query = staticmethod(step_by_ref)

    def perform(self, form: Any) -> OnboardingStep:
        return agree_meeting(self.object, meets_at=form.cleaned_data["meets_at"], actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("programs:step-detail", ref=self.object.ref)

    def cancel_url(self) -> str:
        return self.success_url(None)
