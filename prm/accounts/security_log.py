"""The security log: what was refused at the doors. Written by a function anybody may call and nobody may read."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, connection, transaction

logger = logging.getLogger("prm.security")


def note(
    kind: str, *, at: datetime, user_id: UUID | None = None, vendor: str = "", address: str = "", detail: str = ""
) -> None:
    """Writes one event. Where it cannot be written that is an alarm of its own, and the refusal stands."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT prm_note_security_event(%s, %s, %s, %s, %s, %s)",
                [kind, at, user_id, *(text.replace("\x00", "") for text in (vendor, address, detail))],
            )
    except DatabaseError:
        logger.critical("a security event was not written: %s %s %s", kind, vendor, user_id, exc_info=True)
