"""Partnerships: the list, one with its tier and onboarding, what is done to it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.audit.queries import timeline_for
from prm.decisions.queries import latest_decision
from prm.packs.types import PartnershipType
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, Flag, FormView, Link, ListView, Search, Tab
from programs.lifecycle import PARTNERSHIP, STEP
from programs.models import Partnership
from programs.onboarding import STEP_KINDS
from programs.permissions import PartnershipPermission
from programs.progress import progress_of
from programs.queries import partnership_by_ref, partnerships_with_names, vendor_day
from programs.queries.expectation import expectation_of
from programs.queries.library import running_entitlements
from programs.queries.partnerships import journey_of, steps_of, tier_history
from programs.queries.tiers import pin_of
from programs.queries.waits import waits_of, window_today
from programs.services import partnership as service
from programs.services.activation import EXPECTATION_RULE, expect_before_enabled
from programs.services.review import RULE
from programs.workspace.applications import program_choices
from programs.workspace.forms import PartnershipForm, ReasonForm, TierChangeForm


class PartnershipList(ListView):
    permission = PartnershipPermission.VIEW
    title = _("Partnerships")
    default_sort = "partner__name"
    columns = (
        Column("partner.name", _("Partner"), kind="organization", sub="ref", link=True, sort=True),
        Column("program.name", _("Program"), sort=True),
        Column("type", _("Type"), value=lambda row: row.get_type_display(), sort=True, optional=True),
        Column("tier.name", _("Tier"), sort="tier__rank"),
        Column.date("contracted_at", _("Contracted"), sort=True, wide_only=True),
        Column.person("owner", _("Owner")),
        Column.status(PARTNERSHIP),
    )
    filters = (
        Choice("status", _("Status"), PARTNERSHIP.choices),
        Choice("type", _("Type"), PartnershipType.choices),
        Choice("program", _("Program"), program_choices),
        Flag("suspended", _("Suspended"), lambda rows: rows.filter(suspended_at__isnull=False)),
        Search("partner__name", "ref"),
    )
    tabs = (
        Tab("running", _("Running"), {"status": ["approved", "contracted", "onboarding", "active", "transitioning"]}),
        Tab("ended", _("Ended"), {"status": ["ended"]}),
    )
    actions = (
        Link(_("Tier promotions"), "programs:proposal-list", PartnershipPermission.VIEW, icon="medal"),
        Link(_("What partners have left"), "programs:entitlement-list", PartnershipPermission.VIEW, icon="gift"),
        Link(_("Levels at risk"), "programs:demotion-list", PartnershipPermission.VIEW, icon="alert-triangle"),
        Link(
            _("New partnership"), "programs:partnership-create", PartnershipPermission.MANAGE, icon="plus", primary=True
        ),
    )
    empty = Empty("heart-handshake", _("No partnerships yet"), _("They come from approved applications, or by hand."))

    def query(self) -> QuerySet[Partnership]:
        return partnerships_with_names()

    def row_url(self, row: Partnership) -> str:
        return self.url("programs:partnership-detail", ref=row.ref)


class PartnershipDetail(DetailView):
    permission = PartnershipPermission.VIEW
    template_name = "programs/partnership.html"
    object_name = "partnership"
    query = staticmethod(partnership_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        today = vendor_day(self.now)
        expectation = expectation_of(row, today)
        may_override = self.actor.can(PartnershipPermission.OVERRIDE_ENABLEMENT) and row.status != "ended"
        return {
            **self.onboarding(),
            "expectation": expectation,
            "may_override": may_override and not expectation.may,
            "override": latest_decision(row, EXPECTATION_RULE),
            "first_event": row.commercial_events.order_by("acted_at").first(),
            "first_strict": row.commercial_events.filter(is_strict=True).order_by("acted_at").first(),
            "lifecycle": PARTNERSHIP,
            "step_lifecycle": STEP,
            "actions": [item for item in PARTNERSHIP.allowed_actions(row, self.actor) if item.action in ACTS],
            "today": today,
            "history": list(tier_history(row)[:10]),
            "progress": progress_of(row, today, self.vendor.currency),
            "pin": pin_of(row, today),
            "entitlements": list(running_entitlements(row)[:20]),
            "decision": latest_decision(row, RULE),
            "timeline": timeline_for(row)[:15],
            "may_manage": self.actor.can(PartnershipPermission.MANAGE) and row.status != "ended",
            "may_change_tier": self.actor.can(PartnershipPermission.DECIDE_TIER) and row.status != "ended",
        }

    def onboarding(self) -> dict[str, Any]:
        """The journey with its steps, and the days it waited for us."""
        row, journey = self.object, journey_of(self.object)
        waits = waits_of([journey], vendor_day(self.now))[journey.pk] if journey else []
        return {
            "journey": journey,
            "steps": [
                (step, STEP_KINDS.get(step.kind), STEP.allowed_actions(step, self.actor)) for step in steps_of(row)
            ],
            "waits": waits,
            "window": window_today(journey, waits) if journey else None,
        }

    def page_title(self) -> str:
        return f"{self.object.partner.name}, {self.object.program.name}"


class PartnershipCreate(FormView):
    permission = PartnershipPermission.MANAGE
    title = _("New partnership")
    form_class = PartnershipForm
    submit_label = _("Add partnership")
    message = _("The partnership waits for its agreement.")

    def initial(self) -> dict[str, Any]:
        from partners.queries import partner_by_ref

        return {"partner": partner_by_ref(self.request.GET.get("partner", ""))}

    def perform(self, form: Any) -> Partnership:
        data = form.cleaned_data
        return service.create_partnership(
            data["partner"], data["program"], owner=data["owner"], actor=self.actor, at=self.now
        )

    def success_url(self, result: Partnership) -> str:
        return self.url("programs:partnership-detail", ref=result.ref)

    def cancel_url(self) -> str:
        return self.url("programs:partnership-list")


class PartnershipFormView(FormView):
    permission = PartnershipPermission.MANAGE
    object_name = "partnership"
    query = staticmethod(partnership_by_ref)

    def success_url(self, result: Any) -> str:
        return self.url("programs:partnership-detail", ref=self.object.ref)

    def cancel_url(self) -> str:
        return self.success_url(None)


class TierChange(PartnershipFormView):
    permission = PartnershipPermission.DECIDE_TIER
    title = _("Set the tier by hand")
    form_class = TierChangeForm
    submit_label = _("Change tier")
    message = _("The tier is changed; the partner hears why.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"program": self.object.program}

    def initial(self) -> dict[str, Any]:
        return {"effective_on": vendor_day(self.now)}

    def perform(self, form: Any) -> Any:
        data = form.cleaned_data
        return service.change_tier(
            self.object, data["tier"], effective_on=data["effective_on"], why=data["why"], actor=self.actor, at=self.now
        )


# action -> (service, question, what is told after)
ACTS = {
    "contract": (lambda row, reason, **who: service.mark_contracted(row, **who), _("Contracted.")),
    "activate": (lambda row, reason, **who: service.activate_partnership(row, **who), _("Active.")),
    "suspend": (lambda row, reason, **who: service.suspend_partnership(row, reason=reason, **who), _("Suspended.")),
    "lift": (lambda row, reason, **who: service.lift_suspension(row, reason=reason, **who), _("Suspension lifted.")),
    "end": (lambda row, reason, **who: service.end_partnership(row, reason=reason, **who), _("Ended.")),
}
NEEDS_REASON = {"suspend": _("Suspend partnership"), "end": _("End partnership")}


class PartnershipAct(ActionView):
    """Contract, activate, lift: what needs no reason."""

    permission = PartnershipPermission.MANAGE

    def query(self, ref: str, action: str) -> Partnership | None:
        return partnership_by_ref(ref) if action in ACTS and action not in NEEDS_REASON else None

    def perform(self, obj: Partnership, data: Any) -> Partnership:
        act, _message = ACTS[self.kwargs["action"]]
        return act(obj, "", actor=self.actor, at=self.now)

    def success_message(self, obj: Partnership, result: Any) -> Any:
        return ACTS[self.kwargs["action"]][1]

    def success_url(self, obj: Partnership, result: Any) -> str:
        return self.url("programs:partnership-detail", ref=obj.ref)


class PartnershipStop(PartnershipFormView):
    """Suspend or end, with the reason both sides keep."""

    form_class = ReasonForm

    def query(self, ref: str, action: str) -> Partnership | None:
        return partnership_by_ref(ref) if action in NEEDS_REASON else None

    def page_title(self) -> str:
        return _now("%(what)s: %(partner)s") % {
            "what": NEEDS_REASON[self.kwargs["action"]],
            "partner": self.object.partner.name,
        }

    def perform(self, form: Any) -> Partnership:
        act, _message = ACTS[self.kwargs["action"]]
        return act(self.object, form.cleaned_data["reason"], actor=self.actor, at=self.now)

    def success_message(self, result: Any) -> Any:
        return ACTS[self.kwargs["action"]][1]


class PartnershipExpect(PartnershipFormView):
    """Lets targets run before the required enablement is done; named, and on record."""

    permission = PartnershipPermission.OVERRIDE_ENABLEMENT
    title = _("Let targets run before enablement")
    intro = _("The decision is recorded under your name with what is missing. The partner reads the reason.")
    form_class = ReasonForm

    def perform(self, form: Any) -> Any:
        return expect_before_enabled(self.object, reason=form.cleaned_data["reason"], actor=self.actor, at=self.now)
