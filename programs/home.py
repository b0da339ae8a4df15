"""What of this room stands on the portal's home: the next onboarding step, how far to the next tier."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.today.home import NextStep, card, next_steps
from programs.models import OnboardingStep
from programs.onboarding import STEP_KINDS
from programs.permissions import PortalProgramPermission
from programs.progress import progress_of
from programs.queries import vendor_day
from programs.queries.partnerships import partnership_of_portal

SOON = timedelta(days=7)


@next_steps("programs.onboarding", permission=PortalProgramPermission.VIEW_ONBOARDING)
def onboarding_steps(actor: Actor, at: datetime) -> list[NextStep]:
    """The partner's own next two steps."""
    if actor.partner_id is None:
        return []
    today, slug = vendor_day(at), Vendor.objects.values_list("slug", flat=True).get()
    rows = OnboardingStep.objects.filter(
        partner_id=actor.partner_id, status__in=("pending", "action_required"), side__in=("partner", "both"),
        due_on__isnull=False,
    )  # fmt: skip
    found = []
    for row in rows.order_by("due_on", "position")[:2]:
        kind = STEP_KINDS.get(row.kind)
        if row.due_on is None:
            continue
        is_late = row.due_on < today
        day = date_format(row.due_on, "j M")
        found.append(
            NextStep(
                row.title,
                (_("Late since %(day)s") if is_late else _("By %(day)s")) % {"day": day},
                _("Do it"),
                _step_url(kind.url_name if kind else "", slug),
                kind.icon if kind else "point",
                urgent=is_late or row.due_on - today <= SOON,
            )
        )
    return found


@card(
    "programs.next_tier",
    template="programs/home_next_tier.html",
    permission=PortalProgramPermission.VIEW_PROGRAM,
    order=30,
    side=True,
)
def next_tier(actor: Actor, at: datetime) -> dict[str, Any] | None:
    partnership = partnership_of_portal(actor.partner_id) if actor.partner_id else None
    if partnership is None:
        return None
    progress = progress_of(partnership, vendor_day(at), Vendor.objects.values_list("currency", flat=True).get())
    return {"progress": progress} if progress else None


def _step_url(url_name: str, slug: str) -> str:
    try:
        return reverse(url_name, kwargs={"vendor": slug})
    except NoReverseMatch:
        return reverse("portal:programs:onboarding", kwargs={"vendor": slug})
