"""What the relay publishes: one delivery per event."""

import logging
from uuid import UUID

from prm.outbox import services
from prm.tenancy.scope import Audience, tenant_context
from prm.tenancy.tasks import system_task

logger = logging.getLogger(__name__)


@system_task(reason="opens the scope of the vendor it is told, and a second one to write a failure down")
def deliver_event(*, vendor_id: str, event_id: str) -> None:
    """Delivers one event; a failure is kept beside it and tried again with growing pauses."""
    try:
        with tenant_context(Audience.VENDOR, UUID(vendor_id)):
            services.deliver(UUID(event_id))
    except Exception as error:
        logger.exception("event %s was not delivered", event_id)
        with tenant_context(Audience.VENDOR, UUID(vendor_id)):
            services.note_failure(UUID(event_id), repr(error))
