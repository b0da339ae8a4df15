"""Reactions to this pillar's own events that need the vendor's hands."""

from prm.lib.actor import Actor
from prm.outbox.services import handles
from programs.events import OnboardingStepCompleted
from programs.models import Journey, OnboardingStep, Partnership
from programs.services.onboarding import OPEN
from programs.services.partnership import activate_partnership


@handles(OnboardingStepCompleted)
def activate_when_onboarded(event: OnboardingStepCompleted) -> None:
    """The last required step makes the partnership active; the portal that completed it may not write that itself."""
    at = event.occurred_at
    partnership = Partnership.objects.get(pk=event.partnership_id)
    waiting = OnboardingStep.objects.filter(partnership=partnership, is_required=True, status__in=OPEN)
    if waiting.exists():
        return
    Journey.objects.filter(partnership=partnership, completed_at=None).update(completed_at=at)
    if partnership.status == "onboarding" and partnership.suspended_at is None:
        activate_partnership(partnership, actor=Actor.system(partnership.vendor_id), at=at)
