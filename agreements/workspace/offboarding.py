"""What follows from an end: the list of ends with what is open, and the checklist of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms import NoteForm, ReasonForm
from agreements.lifecycle import OFFBOARDING_STEP
from agreements.models import Offboarding, OffboardingStep
from agreements.permissions import AgreementPermission
from agreements.queries.offboarding import offboarding_by_ref, offboardings_with_counts, step_by_ref, steps_of
from agreements.services.offboarding import add_step, assign_step, finish_step, reopen_step, skip_step
from prm.accounts.queries import vendor_members
from prm.audit.queries import timeline_for
from prm.ui.views import ActionView, Choice, Column, DateRange, DetailView, Empty, FormView, ListView, Search, Tab
from programs.queries import vendor_day

STATES = (("overdue", _("Overdue")), ("open", _("Open")), ("done", _("Done")))


class OffboardingList(ListView):
    permission = AgreementPermission.VIEW
    title = _("Offboarding")
    intro = _("Agreements and partnerships that ended, and what is still to be done.")
    columns = (
        Column("partner.name", _("Partner"), kind="organization", sub="ref", link=True, sort="partner__name"),
        Column("agreement.ref", _("Agreement"), value=lambda row: row.agreement.ref if row.agreement else ""),
        Column.date("last_day", _("Last day"), sort=True),
        Column("left", _("To do"), value=lambda row: f"{row.open_steps} / {row.all_steps}", align="end"),
        Column.date("next_due", _("Next due"), sort=True),
        Column.person("partnership.owner", _("Owner"), wide_only=True),
        Column("reason", _("Why it ended"), optional=True),
    )
    filters = (
        Choice("state", _("State"), STATES),
        DateRange("last_day", _("Last day")),
        Search("partner__name", "ref", "agreement__ref"),
    )
    tabs = (
        Tab("open", _("Open"), {"state": ["open", "overdue"]}),
        Tab("overdue", _("Overdue"), {"state": ["overdue"]}),
        Tab("done", _("Done"), {"state": ["done"]}),
    )
    default_sort = "-last_day"
    empty = Empty(
        "circle-check", _("Nothing to do"),
        _("When an agreement or a partnership ends, its checklist opens here by itself."),
    )  # fmt: skip

    def query(self) -> Any:
        return offboardings_with_counts(vendor_day(self.now))

    def row_url(self, row: Offboarding) -> str:
        return self.url("agreements:offboarding-detail", ref=row.ref)


class OneOffboarding:
    object_name = "offboarding"
    url: Any
    object: Any

    def query(self, ref: str) -> Offboarding | None:
        return offboarding_by_ref(ref)

    def cancel_url(self) -> str:
        return str(self.url("agreements:offboarding-detail", ref=self.object.ref))


class OffboardingDetail(OneOffboarding, DetailView):
    permission = AgreementPermission.VIEW
    template_name = "agreements/offboarding.html"

    def page_title(self) -> str:
        return str(_("Offboarding of %(partner)s")) % {"partner": self.object.partner.name}

    def context(self, **extra: Any) -> dict[str, Any]:
        steps = list(steps_of(self.object))
        return {
            "steps": [(s, {t.action for t in OFFBOARDING_STEP.allowed_actions(s, self.actor)}) for s in steps],
            "closed": sum(step.status != "open" for step in steps),
            "lifecycle": OFFBOARDING_STEP,
            "today": vendor_day(self.now),
            "may_manage": self.actor.can(AgreementPermission.MANAGE),
            "timeline": timeline_for(self.object)[:20],
        }


class StepForm(forms.Form):
    """Who sees to it, and by when."""

    owner = forms.ModelChoiceField(None, label=_("Owner"), required=False)
    due_on = forms.DateField(label=_("Due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = vendor_members()


class NewStepForm(StepForm):
    label = forms.CharField(label=_("What"), max_length=160)
    is_shared = forms.BooleanField(label=_("The partner sees and confirms it"), required=False)
    field_order = ["label", "owner", "due_on", "is_shared"]


class StepAdd(OneOffboarding, FormView):
    permission = AgreementPermission.MANAGE
    title = _("Add a step")
    form_class = NewStepForm
    submit_label = _("Add step")

    def perform(self, form: Any) -> OffboardingStep:
        return add_step(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: OffboardingStep) -> str:
        return self.cancel_url()


class OneStep:
    object_name = "step"
    url: Any
    object: Any

    def query(self, ref: str) -> OffboardingStep | None:
        return step_by_ref(ref)

    def cancel_url(self) -> str:
        return str(self.url("agreements:offboarding-detail", ref=self.object.offboarding.ref))


class StepScreen(OneStep, FormView):
    permission = AgreementPermission.MANAGE

    def success_url(self, result: OffboardingStep) -> str:
        return self.cancel_url()


class StepAssign(StepScreen):
    form_class = StepForm

    def initial(self) -> dict[str, Any]:
        return {"owner": self.object.owner_id, "due_on": self.object.due_on}

    def perform(self, form: Any) -> OffboardingStep:
        return assign_step(self.object, **form.cleaned_data, actor=self.actor, at=self.now)


class StepDone(StepScreen):
    form_class = NoteForm
    submit_label = _("Mark as done")
    message = _("Done. Your name and the time stand with it.")

    def perform(self, form: Any) -> OffboardingStep:
        return finish_step(self.object, **form.cleaned_data, actor=self.actor, at=self.now)


class StepSkip(StepScreen):
    form_class = ReasonForm
    submit_label = _("Not needed")
    message = _("Marked as not needed.")

    def perform(self, form: Any) -> OffboardingStep:
        return skip_step(self.object, **form.cleaned_data, actor=self.actor, at=self.now)


class StepReopen(OneStep, ActionView):
    permission = AgreementPermission.MANAGE
    message = _("Open again.")

    def perform(self, obj: OffboardingStep, data: Any) -> OffboardingStep:
        return reopen_step(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: OffboardingStep, result: OffboardingStep) -> str:
        return self.cancel_url()
