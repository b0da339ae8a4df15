"""Designing plans: the list, one plan with its versions, new terms."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from incentives import queries
from incentives.enums import PlanKind
from incentives.models import Plan
from incentives.permissions import IncentivePermission
from incentives.services import plans
from incentives.workspace.forms import PlanForm, TermsForm, terms_initial
from prm.audit.queries import timeline_for
from prm.lib.errors import NotFound
from prm.ui.views import Choice, Column, DetailView, Empty, FormView, Link, ListView, Search
from programs.models import Program


def in_force(plan: Plan) -> str:
    version = next(iter(plan.versions.all()), None)
    return f"v{version.number}, {version.valid_from:%-d %b %Y}" if version else ""


class PlanList(ListView):
    permission = IncentivePermission.VIEW
    title = _("Incentive plans")
    columns = (
        Column("name", _("Plan"), sub="ref", link=True, sort=True),
        Column("kind", _("Kind"), value=lambda plan: plan.get_kind_display()),
        Column("program.name", _("Program"), sort="program__name"),
        Column("version", _("Latest version"), value=in_force),
    )
    filters = (Choice("kind", _("Kind"), PlanKind.choices), Search("name"))
    default_sort = "name"
    actions = (
        Link(_("New plan"), "incentives:plan-create", IncentivePermission.MANAGE_PLANS, icon="plus", primary=True),
    )
    empty = Empty(
        "coins",
        _("No incentive plans"),
        _("A plan says what partners earn, on what, and when. Start with the one for registered deals."),
        "incentives:plan-create",
        _("New plan"),
    )

    def query(self) -> Any:
        return queries.plans_for_list()

    def row_url(self, row: Plan) -> str:
        return self.url("incentives:plan-detail", ref=row.ref)


class PlanDetail(DetailView):
    permission = IncentivePermission.VIEW
    template_name = "incentives/plan.html"
    object_name = "plan"

    def query(self, ref: str) -> Plan | None:
        return Plan.objects.select_related("program").filter(ref=ref).first()

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"versions": list(self.object.versions.all()), "timeline": timeline_for(self.object)[:20]}


class PlanCreate(FormView):
    """First what and where, then its terms: tiers and bands depend on both."""

    permission = IncentivePermission.MANAGE_PLANS
    title = _("New plan")
    form_class = PlanForm
    submit_label = _("Go on to the terms")

    def perform(self, form: Any) -> Any:
        data = form.cleaned_data
        target = self.url("incentives:plan-first", program=data["program"].ref, kind=data["kind"])
        return HttpResponseRedirect(f"{target}?{urlencode({'name': data['name']})}")


class PlanFirstTerms(FormView):
    """The terms of a new plan's first version."""

    permission = IncentivePermission.MANAGE_PLANS
    title = _("Terms of the new plan")
    form_class = TermsForm
    submit_label = _("Publish plan")

    def query(self, program: str, kind: str) -> Program | None:
        if kind not in PlanKind.values:
            raise NotFound(_("There is no such kind of plan."))
        return Program.objects.filter(ref=program).first()

    def form_kwargs(self) -> dict[str, Any]:
        return {"program": self.object, "kind": self.kwargs["kind"]}

    def initial(self) -> dict[str, Any]:
        return {"valid_from": self.now.date()}

    def perform(self, form: Any) -> Plan:
        return plans.create_plan(
            self.object,
            name=self.request.GET.get("name", "")[:120] or str(PlanKind(self.kwargs["kind"]).label),
            kind=self.kwargs["kind"],
            terms=form.terms(),
            valid_from=form.cleaned_data["valid_from"],
            actor=self.actor,
            at=self.now,
        )

    def success_url(self, result: Plan) -> str:
        return self.url("incentives:plan-detail", ref=result.ref)


class PlanNewVersion(FormView):
    """Terms that take over from a day on; what was earned before stays as it was."""

    permission = IncentivePermission.MANAGE_PLANS
    title = _("New version")
    form_class = TermsForm
    submit_label = _("Publish version")

    def query(self, ref: str) -> Plan | None:
        return Plan.objects.select_related("program").filter(ref=ref).first()

    def form_kwargs(self) -> dict[str, Any]:
        return {"program": self.object.program, "kind": self.object.kind}

    def initial(self) -> dict[str, Any]:
        return terms_initial(self.object.versions.first().parsed, self.object.program)

    def perform(self, form: Any) -> Any:
        return plans.publish_version(
            self.object, terms=form.terms(), valid_from=form.cleaned_data["valid_from"], actor=self.actor, at=self.now
        )

    def success_url(self, result: Any) -> str:
        return self.url("incentives:plan-detail", ref=self.object.ref)
