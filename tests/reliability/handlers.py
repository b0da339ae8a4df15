from django.db import connection

from partners.models import Partner
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.outbox.services import handles
from tests.reliability.events import Counted


@handles(Counted)
def count(event: Counted) -> None:
    """An effect without a key of its own, so that a second one would show; in two halves around a pause, so that a
    killed worker dies between them."""
    partner = Partner.objects.get(pk=event.partner_id)
    actor = Actor.system(event.vendor_id)
    record(partner, "first half", actor=actor, at=event.occurred_at, summary=str(event.number))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.02)")
    record(partner, "second half", actor=actor, at=event.occurred_at, summary=str(event.number))
