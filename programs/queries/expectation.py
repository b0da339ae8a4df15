"""Enablement before expectation: may anything be expected of a partner yet?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

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


def expectations_of(partnership_ids: Iterable[UUID], on: date) -> dict[UUID, Expectation]:
    """What stands on a day, for each that has a journey, in two queries.

    A partnership without a journey was enabled before, or otherwise: it is missing here, and nothing holds it up.
    """
    journeys = list(Journey.objects.filter(partnership__in=list(partnership_ids)))
    kinds = [kind.kind for kind in STEP_KINDS.values() if kind.is_enablement]
    steps = OnboardingStep.objects.filter(journey__in=journeys, kind__in=kinds, is_required=True)
    found: dict[UUID, list[OnboardingStep]] = defaultdict(list)
    for step in steps.exclude(status="skipped").order_by("position"):
        found[step.journey_id].append(step)
    return {journey.partnership_id: _expectation(journey, found[journey.pk], on) for journey in journeys}


def expectation_of(partnership: Partnership, on: date) -> Expectation:
    return expectations_of([partnership.pk], on).get(partnership.pk, Expectation(True, None))


def _expectation(journey: Journey, steps: list[OnboardingStep], on: date) -> Expectation:
    done = {step: vendor_day(step.completed_at) if step.completed_at else None for step in steps}
    missing = tuple(str(step) for step, day in done.items() if day is None or day > on)
    early = vendor_day(journey.expected_at) if journey.expected_at else None
    if early is not None and early <= on and (missing or early < max(filter(None, done.values()), default=early)):
        return Expectation(True, early, missing, journey.expected_by, journey.expected_reason)
    if missing:
        return Expectation(False, None, missing)
    return Expectation(True, max(filter(None, done.values()), default=journey.started_on))
