"""What of this room waits on the Today page: applications, promotions, checks; and onboarding at risk."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.clocks.queries import clocks_for
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.today.queue import QueueItem, Suggestion, kept_to_mine, suggesting, waiting
from programs.models import OnboardingStep
from programs.permissions import ApplicationPermission, PartnershipPermission
from programs.queries import vendor_day
from programs.queries.applications import waiting_applications
from programs.queries.partnerships import journeys_at_risk, proposals_with_names
from programs.queries.tiers import demotions_with_names


def address(name: str, **kwargs: str) -> str:
    slug = Vendor.objects.values_list("slug", flat=True).get()
    return reverse(f"workspace:programs:{name}", kwargs={"vendor": slug, **kwargs})


@waiting("programs.application", label=gettext_lazy("Application"), permission=ApplicationPermission.DECIDE)
def applications(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    # An applicant is no partner yet: mine are those in my hands.
    rows = kept_to_mine(waiting_applications(), actor, mine, "owner")
    shown = list(rows[:limit])
    clocks = clocks_for(shown)
    items = [
        QueueItem(
            row.company_name,
            _("%(program)s, scorecard %(score)s") % {"program": row.program.name, "score": row.score},
            address("application-detail", ref=row.ref),
            "inbox",
            clock=clocks.get(row.pk),
        )
        for row in shown
    ]
    return items, rows.order_by().count()


@waiting("programs.promotion", label=gettext_lazy("Promotion"), permission=PartnershipPermission.DECIDE_TIER)
def promotions(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    rows = kept_to_mine(proposals_with_names().filter(status="proposed"), actor, mine).order_by("proposed_at")
    items = [
        QueueItem(
            row.partner.name,
            _("has earned %(tier)s in %(program)s")
            % {"tier": row.to_tier.name, "program": row.partnership.program.name},
            address("proposal-detail", ref=row.ref),
            "medal",
        )
        for row in rows[:limit]
    ]
    return items, rows.order_by().count()


@waiting("programs.demotion", label=gettext_lazy("Level at risk"), permission=PartnershipPermission.DECIDE_TIER)
def demotions(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    rows = kept_to_mine(demotions_with_names().filter(status="proposed"), actor, mine).order_by("found_on", "pk")
    items = [
        QueueItem(
            row.partner.name,
            _("is below %(tier)s in %(program)s")
            % {"tier": row.from_tier.name, "program": row.partnership.program.name},
            address("demotion-detail", ref=row.ref),
            "alert-triangle",
        )
        for row in rows[:limit]
    ]
    return items, rows.order_by().count()


@waiting("programs.step", label=gettext_lazy("Onboarding step"), permission=PartnershipPermission.ONBOARD)
def handed_in(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    rows = OnboardingStep.objects.filter(status="waiting_approval").select_related("partner", "partnership")
    rows = kept_to_mine(rows, actor, mine)
    items = [
        QueueItem(
            row.partner.name, _("handed in: %(step)s") % {"step": row.title},
            address("partnership-detail", ref=row.partnership.ref), "checklist",
        )
        for row in rows.order_by("due_on", "pk")[:limit]
    ]  # fmt: skip
    return items, rows.order_by().count()


@suggesting("programs.at_risk", permission=PartnershipPermission.ONBOARD)
def at_risk(actor: Actor, at: datetime, mine: bool = False) -> list[Suggestion]:
    """The journeys longest late, with our own part in it named."""
    today = vendor_day(at)
    rows: list[Any] = list(kept_to_mine(journeys_at_risk(today), actor, mine)[:5])
    ours = set(
        OnboardingStep.objects.filter(
            journey__in=rows,
            side="vendor",
            status__in=("pending", "action_required", "waiting_approval"),
            due_on__lt=today,
        ).values_list("journey_id", flat=True)
    )
    return [
        Suggestion(
            f"onboarding:{row.pk}",
            row.partner.name,
            _("Onboarding is stuck: %(done)d of %(required)d steps") % {"done": row.done, "required": row.required},
            _("A step of ours is late.")
            if row.pk in ours
            else _("Their next step was due on %(day)s.") % {"day": date_format(row.next_due_on, "j M Y")},
            _("Open the journey"),
            address("partnership-detail", ref=row.partnership.ref),
        )
        for row in rows
    ]
