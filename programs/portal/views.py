"""The partner's program: tier, what is missing to the next, benefits; and the first days after signing."""

from itertools import groupby
from typing import Any

from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from prm.decisions.queries import latest_decision
from prm.ui.views import DetailView
from programs.lifecycle import PARTNERSHIP, STEP
from programs.models import OnboardingStep, Partnership
from programs.onboarding import AREAS, STEP_KINDS
from programs.permissions import PortalProgramPermission
from programs.progress import progress_of
from programs.queries import partnerships_of_partner, vendor_day, version_on
from programs.queries.access import closed_areas
from programs.queries.library import benefit_library, entitlement_by_ref, entries_of, running_entitlements
from programs.queries.partnerships import journey_of, partnership_of_portal, steps_of, tier_history
from programs.queries.simulations import upcoming_letter
from programs.queries.waits import waits_of, window_today
from programs.services.review import RULE
from programs.terms import terms_of


class OwnPartnership(DetailView):
    """One of the partner's own partnerships: `?in=PSH-...`, else the first."""

    object_name = "partnership"

    def query(self) -> Partnership | None:
        return partnership_of_portal(self.actor.partner_id, self.request.GET.get("in", ""))

    def siblings(self) -> list[Partnership]:
        return list(partnerships_of_partner(self.actor.partner_id).exclude(status="ended"))


class MyProgram(OwnPartnership):
    permission = PortalProgramPermission.VIEW_PROGRAM
    template_name = "programs/my_program.html"

    def page_title(self) -> str:
        return str(self.object.program.name)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        today = vendor_day(self.now)
        return {
            "lifecycle": PARTNERSHIP,
            "siblings": self.siblings(),
            "progress": progress_of(row, today, self.vendor.currency),
            "benefits": self.benefits(today),
            "tiers": list(row.program.tiers.order_by("rank")),
            "history": list(tier_history(row)[:6]),
            "decision": latest_decision(row, RULE),
            "letter": upcoming_letter(row, today),
            "entitlements": list(running_entitlements(row)[:20]),
        }

    def benefits(self, today: Any) -> list[tuple[str, list[str]]]:
        """Each benefit with what every tier gives, so that the next one can be seen beside one's own."""
        version = version_on(self.object.program_id, today)
        if version is None:
            return []
        given = terms_of(version).benefits
        ranks = list(self.object.program.tiers.order_by("rank").values_list("rank", flat=True))
        keys = list(dict.fromkeys(key for _rank, key in sorted(given)))
        library = benefit_library()
        return [(library.label(key), [library.text(key, given.get((rank, key))) for rank in ranks]) for key in keys]


class MyEntitlement(DetailView):
    """One of those that are used up: what was granted and what was taken."""

    permission = PortalProgramPermission.VIEW_PROGRAM
    template_name = "programs/my_entitlement.html"
    object_name = "entitlement"
    query = staticmethod(entitlement_by_ref)

    def page_title(self) -> str:
        return str(self.object.label)

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"entries": list(entries_of(self.object)[:100])}


class FirstSteps(OwnPartnership):
    permission = PortalProgramPermission.VIEW_ONBOARDING
    template_name = "programs/first_steps.html"

    def page_title(self) -> str:
        journey = journey_of(self.object)
        return journey.name if journey else str(_("First steps"))

    def context(self, **extra: Any) -> dict[str, Any]:
        may_do = self.actor.can(PortalProgramPermission.DO_ONBOARDING)
        steps, journey, today = steps_of(self.object), journey_of(self.object), vendor_day(self.now)
        required = [step for step in steps if step.is_required and step.status != "skipped"]
        shown = [(step, STEP_KINDS.get(step.kind), self.link_of(step), may_do and may_hand_in(step)) for step in steps]
        waits = waits_of([journey], today)[journey.pk] if journey else []
        return {
            "journey": journey,
            "siblings": self.siblings(),
            "step_lifecycle": STEP,
            "today": today,
            "stages": [(name, list(rows)) for name, rows in groupby(shown, lambda item: item[0].stage)],
            "done": sum(step.status == "completed" for step in required),
            "required": len(required),
            "window": window_today(journey, waits) if journey else None,
            "waits": waits,
            "closed": [AREAS.get(area, area) for area in closed_areas(self.object.partner_id)],
        }

    def link_of(self, step: OnboardingStep) -> str:
        """Where the step is done, if that page exists in this installation."""
        kind = STEP_KINDS.get(step.kind)
        if kind is None or not kind.url_name or step.status in ("completed", "skipped") or step.side == "vendor":
            return ""
        try:
            return self.url(kind.url_name)
        except NoReverseMatch:
            return ""


def may_hand_in(step: OnboardingStep) -> bool:
    kind = STEP_KINDS.get(step.kind)
    return bool(kind and kind.by_hand and step.side != "vendor" and step.status in ("pending", "action_required"))
