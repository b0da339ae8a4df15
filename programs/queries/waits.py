"""The days on which a partner waited for us, read off what the system wrote down."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from programs.models import HandIn, Journey, OnboardingStep
from programs.queries.dated import vendor_day
from programs.rules.window import Wait, Window, overdue, window_of


def waits_of(journeys: Iterable[Journey], today: date) -> dict[UUID, list[Wait]]:
    """By journey: our own steps past their date, and what was handed in and lay with us. Two queries."""
    ids = [row.pk for row in journeys]
    found: dict[UUID, list[Wait]] = defaultdict(list)
    ours = OnboardingStep.objects.filter(journey__in=ids, side="vendor", due_on__isnull=False)
    for step in ours.exclude(status="skipped"):
        until = vendor_day(step.completed_at) if step.completed_at else today
        if step.due_on and step.due_on < until:
            found[step.journey_id].append(overdue(step.due_on, until, step.title))
    for given in HandIn.objects.filter(step__journey__in=ids).select_related("step").order_by("handed_in_at"):
        begins = vendor_day(given.handed_in_at)
        ends = vendor_day(given.decided_at) if given.decided_at else today
        if begins < ends:
            found[given.step.journey_id].append(Wait(begins, ends, given.step.title))
    return found


def window_today(journey: Journey, waits: Iterable[Wait]) -> Window | None:
    """None before signing."""
    return window_of(journey.started_on, journey.window_days, waits) if journey.started_on else None
