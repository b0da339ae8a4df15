"""Files that show what the partner has done for the deal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deals.files import EVIDENCE, MOST_FILES
from deals.models import Registration, RegistrationFile
from deals.permissions import DealPermission
from deals.services.rows import locked
from prm.audit.services import record
from prm.files.services import store
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Refused, WrongState


@transaction.atomic
def attach_evidence(
    registration: Registration, uploads: Sequence[Any], *, actor: Actor, at: datetime
) -> list[RegistrationFile]:
    """Attaches uploads while the registration is the partner's to change. Raises Invalid for content not allowed."""
    if not actor.can(DealPermission.REGISTER):
        raise Forbidden(_("You may not register deals."))
    row = locked(registration)
    if row.status not in ("draft", "returned"):
        raise WrongState(_("This registration has been handed in; it cannot be changed now."))
    if row.files.count() + len(uploads) > MOST_FILES:
        raise Refused(_("At most %(most)s files can be attached.") % {"most": MOST_FILES})
    attached = []
    for upload in uploads:
        file = store(upload, actor=actor, at=at, partner_id=row.partner_id, kind=EVIDENCE.key)
        attached.append(
            RegistrationFile.objects.create(partner_id=row.partner_id, registration=row, file=file, created_at=at)
        )
    if attached:
        summary = ", ".join(item.file.name for item in attached)
        record(row, "registration.evidence", actor=actor, at=at, summary=summary, visible_to_partner=True)
    return attached
