"""Nightly work on due diligence. By hand: `manage.py run_job partners.tasks.keep_screenings`."""

from datetime import datetime, timedelta

from django.utils import timezone

from partners.models import Screening
from partners.services.screening import REMINDERS, keep_screening
from prm.lib.actor import Actor
from prm.tenancy.scope import current_vendor_id
from prm.tenancy.tasks import tenant_task


@tenant_task(queue="default")
def keep_screenings(*, at: str = "") -> None:
    """Lets clearances expire, asks again and reminds before they do. Run twice it does nothing more."""
    moment = datetime.fromisoformat(at) if at else timezone.now()
    actor = Actor.system(current_vendor_id())
    soon = moment.date() + timedelta(days=max(REMINDERS) + 1)
    rows = Screening.objects.filter(status="cleared", expires_on__lte=soon).select_related("partner")
    for screening in rows.order_by("expires_on", "pk").iterator(chunk_size=500):
        keep_screening(screening, actor=actor, at=moment)
