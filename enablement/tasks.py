"""Nightly work on awards. By hand: `manage.py run_job enablement.tasks.keep_awards`."""

from datetime import datetime

from django.utils import timezone

from enablement.models import Award
from enablement.services.certification import keep_award
from prm.lib.actor import Actor
from prm.tenancy.scope import current_vendor_id
from prm.tenancy.tasks import tenant_task


@tenant_task(queue="default")
def keep_awards(*, at: str = "") -> None:
    """Reminders 90, 60, 30 and 7 days before a certification ends, and its end. Run twice it does nothing more."""
    moment = datetime.fromisoformat(at) if at else timezone.now()
    actor = Actor.system(current_vendor_id())
    for row in Award.objects.filter(status="valid").order_by("expires_on", "id").iterator(chunk_size=500):
        keep_award(row, actor=actor, at=moment)
