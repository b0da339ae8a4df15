"""Journeys as the vendor designs them: templates in versions, and their steps."""

from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.accounts.roles import PartnerRole, VendorRole
from prm.audit.queries import timeline_for
from prm.packs.registry import pack_of
from prm.packs.types import PartnershipType
from prm.ui.components import pill
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, FormView, Link, ListView
from programs.enums import Side
from programs.journeys import Step, suggested_steps
from programs.models import JourneyTemplate, StepTemplate
from programs.onboarding import AREAS, STEP_KINDS
from programs.permissions import ProgramPermission
from programs.queries.journeys import draft_by_ref, planned_step, template_by_ref, templates_for_list, versions_of
from programs.services import journey as service
from programs.workspace.journey_forms import JourneyForm, NewJourneyForm, StepForm


def state_of(row: JourneyTemplate, view: Any = None) -> Any:
    if row.is_draft:
        return pill(_now("Draft"), tone="mute", icon_name="pencil")
    if row.is_active:
        return pill(_now("In use"), tone="ok", icon_name="circle-check")
    return pill(_now("Replaced"), tone="mute", icon_name="archive")


class TemplateList(ListView):
    permission = ProgramPermission.VIEW
    title = _("Onboarding journeys")
    default_sort = "type"
    columns = (
        Column("name", _("Journey"), link=True, sort=True, sub="ref"),
        Column("type", _("Type"), value=lambda row: row.get_type_display(), sort=True),
        Column("program", _("Program"), value=lambda row: row.program or _now("All"), wide_only=True),
        Column.number("count", _("Steps"), sort=True),
        Column.number("required", _("Required"), sort=True, wide_only=True),
        Column.number("window_days", _("Window, days"), sort=True),
        Column.number("number", _("Version")),
        Column("is_active", _("State"), render=state_of),
    )
    filters = (Choice("type", _("Type"), PartnershipType.choices),)
    actions = (Link(_("New journey"), "programs:template-create", ProgramPermission.EDIT, icon="plus", primary=True),)
    empty = Empty(
        "route", _("No journeys yet"), _("A journey lists what partners of a type do after signing."),
        "programs:template-create", _("New journey"),
    )  # fmt: skip

    def query(self) -> QuerySet[JourneyTemplate]:
        return templates_for_list()

    def row_url(self, row: JourneyTemplate) -> str:
        return self.url("programs:template-detail", ref=row.ref)


def owners_of(step: StepTemplate) -> str:
    """Who does it, on each side whose turn it is."""
    ours = VendorRole(step.vendor_role).label if step.vendor_role else _now("channel manager")
    theirs = PartnerRole(step.partner_role).label if step.partner_role else _now("anybody")
    words = {Side.VENDOR: _now("Us: %(ours)s"), Side.PARTNER: _now("Partner: %(theirs)s")}
    both = _now("Both: %(ours)s, %(theirs)s")
    return words.get(Side(step.side), both) % {"ours": ours, "theirs": theirs}


class TemplateDetail(DetailView):
    permission = ProgramPermission.VIEW
    template_name = "programs/template.html"
    object_name = "template"
    query = staticmethod(template_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        row, may_edit = self.object, self.actor.can(ProgramPermission.EDIT)
        steps = list(row.steps.order_by("position"))
        shown = [
            (step, STEP_KINDS.get(step.kind), owners_of(step), [AREAS.get(area, area) for area in step.opens])
            for step in steps
        ]
        return {
            "stages": [(name, list(rows)) for name, rows in groupby(shown, lambda item: item[0].stage)],
            "count": len(steps),
            "state": state_of(row),
            "versions": [(version, state_of(version)) for version in versions_of(row)],
            "has_forms": any(step.kind == "form" for step in steps),
            "may_edit": may_edit and row.is_draft,
            "may_change": may_edit and row.is_active,
            "timeline": timeline_for(row)[:10],
        }


class TemplateFormView(FormView):
    """Changes a draft, or something in it."""

    permission = ProgramPermission.EDIT
    object_name = "template"
    query: Any = staticmethod(draft_by_ref)

    def success_url(self, result: Any) -> str:
        return self.url("programs:template-detail", ref=self.kwargs["ref"])

    def cancel_url(self) -> str:
        return self.success_url(None)


class TemplateCreate(FormView):
    permission = ProgramPermission.EDIT
    title = _("New journey")
    intro = _("It begins as a draft. Partners who sign after you put it in use go through it.")
    form_class = NewJourneyForm
    submit_label = _("Create draft")

    def perform(self, form: Any) -> JourneyTemplate:
        data = form.cleaned_data
        days = data["window_days"] or pack_of(data["type"]).onboarding_days
        steps = suggested_steps(data["type"]) if data["begins"] == "suggested" else []
        return service.create_template(
            type=data["type"], program=data["program"], window_days=days, is_sequential=data["is_sequential"],
            name=data["name"] or _now("First %(days)d days") % {"days": days},
            steps=[step for step in steps if step.due_days <= days], actor=self.actor, at=self.now,
        )  # fmt: skip

    def success_url(self, result: JourneyTemplate) -> str:
        return self.url("programs:template-detail", ref=result.ref)

    def cancel_url(self) -> str:
        return self.url("programs:template-list")


class TemplateEdit(TemplateFormView):
    title = _("Edit journey")
    form_class = JourneyForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def perform(self, form: Any) -> JourneyTemplate:
        return service.change_template(self.object, **form.cleaned_data, actor=self.actor, at=self.now)


class TemplateAction(ActionView):
    permission = ProgramPermission.EDIT
    query = staticmethod(template_by_ref)

    def success_url(self, obj: JourneyTemplate, result: JourneyTemplate) -> str:
        return self.url("programs:template-detail", ref=result.ref)


class TemplateChange(TemplateAction):
    message = _("A new version: change it, then put it in use.")

    def perform(self, obj: JourneyTemplate, data: Any) -> JourneyTemplate:
        return service.start_draft(obj, actor=self.actor, at=self.now)


class TemplatePublish(TemplateAction):
    permission = ProgramPermission.PUBLISH
    message = _("In use. Journeys under way keep the steps they began with.")

    def perform(self, obj: JourneyTemplate, data: Any) -> JourneyTemplate:
        return service.publish_template(obj, actor=self.actor, at=self.now)


class TemplateDiscard(TemplateAction):
    message = _("Draft discarded.")

    def perform(self, obj: JourneyTemplate, data: Any) -> None:
        service.discard_template(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: JourneyTemplate, result: Any) -> str:
        return self.url("programs:template-list")


class TemplateStepCreate(TemplateFormView):
    title = _("New step")
    form_class = StepForm
    template_name = "programs/template_step.html"

    def initial(self) -> dict[str, Any]:
        return {"stage": self.request.GET.get("stage", "")[:60]}

    def context(self, **extra: Any) -> dict[str, Any]:
        found = StepTemplate.objects.filter(template__ref=self.kwargs["ref"]).order_by("position")
        return {"stages": list(dict.fromkeys(found.exclude(stage="").values_list("stage", flat=True)))}

    def perform(self, form: Any) -> StepTemplate:
        return service.add_step(self.object, Step(**form.cleaned_data), actor=self.actor, at=self.now)


class TemplateStepEdit(TemplateStepCreate):
    object_name = "step"
    query = staticmethod(planned_step)

    def page_title(self) -> str:
        return str(self.object)

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def perform(self, form: Any) -> StepTemplate:
        return service.change_step(self.object, Step(**form.cleaned_data), actor=self.actor, at=self.now)


class StepOfDraft(ActionView):
    permission = ProgramPermission.EDIT
    query = staticmethod(planned_step)

    def success_url(self, obj: StepTemplate, result: Any) -> str:
        return self.url("programs:template-detail", ref=self.kwargs["ref"])


class TemplateStepMove(StepOfDraft):
    def perform(self, obj: StepTemplate, data: Any) -> None:
        service.move_step(obj, by=-1 if data.get("to") == "up" else 1, actor=self.actor, at=self.now)


class TemplateStepRemove(StepOfDraft):
    message = _("Step removed.")

    def perform(self, obj: StepTemplate, data: Any) -> None:
        service.remove_step(obj, actor=self.actor, at=self.now)
