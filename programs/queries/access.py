"""Which areas of the portal are still closed to a partner, and what opens them."""

from uuid import UUID

from programs.models import Partnership
from programs.queries.partnerships import OPEN_STEP

BEGINNING = ("approved", "contracted", "onboarding")


def closed_areas(partner_id: UUID) -> dict[str, list[str]]:
    """Area -> the steps that open it. One query. An area one partnership leaves open is open for the partner."""
    rows = Partnership.objects.filter(partner_id=partner_id).exclude(status="ended")
    closed: dict[UUID, dict[str, list[str]]] = {}
    steps = rows.values_list(
        "pk", "status", "onboarding_steps__status", "onboarding_steps__title", "onboarding_steps__opens"
    ).order_by("onboarding_steps__position")
    for ship, status, step_status, title, opens in steps:
        mine = closed.setdefault(ship, {})
        if status in BEGINNING and step_status in OPEN_STEP:
            for area in opens:
                mine.setdefault(area, []).append(title)
    every = list(closed.values())
    shared = set.intersection(*(set(mine) for mine in every)) if every else set()
    return {area: list(dict.fromkeys(title for mine in every for title in mine[area])) for area in sorted(shared)}
