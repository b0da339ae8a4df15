"""Onboarding: journeys under way, those at risk, steps done by hand."""

from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.accounts.queries import vendor_members
from prm.packs.types import PartnershipType
from prm.ui.components import pill, progress
from prm.ui.views import ActionView, Choice, Column, Empty, Flag, FormView, Link, ListView, Search, Tab
from programs.models import Journey, OnboardingStep
from programs.permissions import PartnershipPermission, ProgramPermission
from programs.queries import vendor_day
from programs.queries.partnerships import journeys_at_risk, journeys_running, risks_of, step_by_ref
from programs.services import onboarding as service
from programs.workspace.forms import ReasonForm

RISKS = {
    "late": (_("%(n)d late"), "alert-triangle"),
    "ending": (_("%(n)d days left"), "calendar-time"),
    "closed": (_("window closed"), "calendar-off"),
    "unseen": (_("nobody signed in"), "user-off"),
    "idle": (_("nothing for %(n)d days"), "zzz"),
}


def risk_pills(row: Any, view: Any) -> Any:
    """Every reason why it is at risk, else what it waits for."""
    found = risks_of(row, localdate(view.now))
    if found:
        words = [(str(RISKS[key][0]) % {"n": figure}, RISKS[key][1]) for key, figure in found]
        return format_html_join(" ", "{}", [(pill(word, tone="warn", icon_name=icon),) for word, icon in words])
    if row.checks:
        return pill(_now("waits for our check"), tone="info", icon_name="eye")
    return pill(_now("on time"), tone="ok", icon_name="circle-check")


def owners(view: Any) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in vendor_members()]


def done_bar(row: Any, view: Any) -> Any:
    label = _now("Required steps done")
    return progress(row.done, row.required or 1, label, shown=f"{row.done} / {row.required}")


class JourneyList(ListView):
    permission = PartnershipPermission.VIEW
    title = _("Onboarding")
    default_sort = "next_due_on"
    columns = (
        Column("partner.name", _("Partner"), kind="organization", link=True, sort=True),
        Column("partnership.program.name", _("Program"), wide_only=True),
        Column("done", _("Steps"), render=done_bar),
        Column("late", _("State"), render=risk_pills, sort=True),
        Column.date("next_due_on", _("Next due"), sort=True),
        Column.date("window_ends_on", _("Window ends"), sort=True, wide_only=True),
        Column.person("partnership.owner", _("Owner")),
    )
    filters = (
        Choice("type", _("Type"), PartnershipType.choices, field="partnership__type"),
        Choice("owner", _("Owner"), owners, field="partnership__owner"),
        Flag("at_risk", _("At risk"), lambda rows: rows),
        Search("partner__name"),
    )
    tabs = (Tab("running", _("Under way"), {"view": "all"}), Tab("at_risk", _("At risk"), {"at_risk": "1"}))
    actions = (Link(_("Journeys"), "programs:template-list", ProgramPermission.VIEW, icon="route"),)
    empty = Empty(
        "route", _("Nobody is being onboarded"), _("A journey starts when a partnership's agreement is signed.")
    )

    def query(self) -> QuerySet[Journey]:
        today = vendor_day(self.now)
        return journeys_at_risk(today) if self.params.get("at_risk") == "1" else journeys_running(today)

    def row_url(self, row: Journey) -> str:
        return self.url("programs:partnership-detail", ref=row.partnership.ref)


class StepAction(ActionView):
    permission = PartnershipPermission.ONBOARD
    query = staticmethod(step_by_ref)

    def success_url(self, obj: OnboardingStep, result: Any) -> str:
        return self.url("programs:partnership-detail", ref=obj.partnership.ref)


class StepComplete(StepAction):
    message = _("Completed.")

    def perform(self, obj: OnboardingStep, data: Any) -> OnboardingStep:
        return service.complete_step(obj, actor=self.actor, at=self.now, note=data.get("note", "")[:400])


class StepReasonView(FormView):
    permission = PartnershipPermission.ONBOARD
    form_class = ReasonForm
    object_name = "step"
    query = staticmethod(step_by_ref)

    def success_url(self, result: Any) -> str:
        return self.url("programs:partnership-detail", ref=self.object.partnership.ref)

    def cancel_url(self) -> str:
        return self.success_url(None)


class StepSkip(StepReasonView):
    intro = _("Left out for this partner only. The partner reads the reason.")

    def page_title(self) -> str:
        return _now("Leave out: %(step)s") % {"step": self.object.title}

    def perform(self, form: Any) -> OnboardingStep:
        return service.skip_step(self.object, reason=form.cleaned_data["reason"], actor=self.actor, at=self.now)


class StepReopen(StepReasonView):
    intro = _("The partner hears what is missing.")

    def page_title(self) -> str:
        return _now("Open again: %(step)s") % {"step": self.object.title}

    def perform(self, form: Any) -> OnboardingStep:
        return service.reopen_step(self.object, reason=form.cleaned_data["reason"], actor=self.actor, at=self.now)
