"""Enablement before expectation: may anything be expected of a partner yet?"""

from dataclasses import dataclass
from datetime import date

from programs.models import Journey, OnboardingStep, Partnership
from programs.onboarding import STEP_KINDS
from programs.queries.dated import vendor_day


@dataclass(frozen=True)
class Expectation:
    """`since` is the day from which targets may run; `missing` the required enablement still open.

    `by` and `reason` name who let them run before that.
    """

    may: bool
    since: date | None
    missing: tuple[str, ...] = ()
    by: str = ""
    reason: str = ""


def expectation_of(partnership: Partnership, on: date) -> Expectation:
    """What stands on a day. A partnership without a journey was enabled before, or otherwise: nothing holds it up."""
    journey = Journey.objects.filter(partnership=partnership).first()
    if journey is None:
        return Expectation(True, None)
    kinds = [kind.kind for kind in STEP_KINDS.values() if kind.is_enablement]
    steps = OnboardingStep.objects.filter(journey=journey, kind__in=kinds, is_required=True).exclude(status="skipped")
    done = {step: vendor_day(step.completed_at) if step.completed_at else None for step in steps}
    missing = tuple(str(step) for step, day in done.items() if day is None or day > on)
    if not missing:
        return Expectation(True, max((day for day in done.values() if day), default=journey.started_on))
    if journey.expected_at is not None and (day := vendor_day(journey.expected_at)) <= on:
        return Expectation(True, day, missing, journey.expected_by, journey.expected_reason)
    return Expectation(False, None, missing)


def may_expect_revenue(partnership: Partnership, on: date) -> bool:
    """Whether a revenue target may run for this partnership on this day: its people are enabled, or it is overridden."""
    return expectation_of(partnership, on).may
