"""Keeps areas of the portal closed until the steps that open them are done."""

from prm.lib.actor import Actor
from prm.ui import gates
from programs.onboarding import AREAS
from programs.queries.access import closed_areas


@gates.register
def closed_until_done(actor: Actor, namespace: str) -> gates.Closed | None:
    if namespace not in AREAS or actor.partner_id is None:
        return None
    steps = closed_areas(actor.partner_id).get(namespace)
    return gates.Closed(AREAS[namespace], steps, "programs:onboarding") if steps else None
