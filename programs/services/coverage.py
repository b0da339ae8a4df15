"""How many partners the vendor wants where."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import Segment
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from prm.packs.types import PartnershipType
from programs.models import CoverageTarget
from programs.permissions import ProgramPermission


@transaction.atomic
def set_coverage(
    *, type: str, country: str, segment: str, wanted: int | None, most: int | None, actor: Actor, at: datetime
) -> CoverageTarget | None:
    """Sets what is wanted in one cell of the board; with neither figure the target is taken away, and None comes back.

    Raises Invalid where it is full before there are as many as wanted.
    """
    if not actor.can(ProgramPermission.EDIT):
        raise Forbidden(_("You may not change what coverage is wanted."))
    wrong = {}
    if type not in PartnershipType:
        wrong["type"] = _("Unknown.")
    if segment not in Segment:
        wrong["segment"] = _("Unknown.")
    if len(country) != 2:
        wrong["country"] = _("Unknown.")
    if most is not None and most < max(wanted or 0, 1):
        wrong["most"] = _("Not less than what is wanted, and at least 1.")
    if wrong:
        raise Invalid(_("This target does not hold."), fields=wrong)
    cell: dict[str, Any] = {"type": type, "country": country, "segment": segment}
    row = CoverageTarget.objects.select_for_update().filter(**cell).first()
    before = [row.wanted, row.most] if row else [None, None]
    if wanted is None and most is None:
        if row is not None:
            record(row, "coverage.forgotten", actor=actor, at=at, summary=f"{country}, {segment}")
            row.delete()
        return None
    made: CoverageTarget
    made, _new = CoverageTarget.objects.update_or_create(**cell, defaults={"wanted": wanted, "most": most})
    if before != [wanted, most]:
        changes = {"wanted": [before[0], wanted], "most": [before[1], most]}
        record(made, "coverage.set", actor=actor, at=at, summary=f"{country}, {segment}", changes=changes)
    return made
