"""Nightly jobs, each also runnable by hand: `expire_protections.run_now(vendor_id=...)`."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from deals.models import Registration
from deals.rules.protection import WARNING_DAYS
from deals.services.protection import expire_registration, warn_of_end
from prm.lib.actor import Actor
from prm.tenancy.scope import current_vendor_id
from prm.tenancy.tasks import tenant_task
from programs.queries import vendor_day


@tenant_task()
def expire_protections(*, at: str = "") -> None:
    """Ends protections whose last day is over. A second run finds nothing to do."""
    now = datetime.fromisoformat(at) if at else timezone.now()
    actor = Actor.system(current_vendor_id(), _("Nightly job"))
    over = Registration.objects.filter(status="approved", protected_until__lt=vendor_day(now))
    for row in over.order_by("protected_until", "id").iterator(chunk_size=500):
        expire_registration(row, actor=actor, at=now)


@tenant_task()
def warn_of_ending_protections(*, at: str = "") -> None:
    """Warns 30, 14, 7 and 1 days ahead, each once; nights that were missed send the most urgent only."""
    now = datetime.fromisoformat(at) if at else timezone.now()
    actor = Actor.system(current_vendor_id(), _("Nightly job"))
    today = vendor_day(now)
    ending = Registration.objects.filter(
        status="approved", protected_until__gte=today, protected_until__lte=today + timedelta(days=max(WARNING_DAYS))
    )
    for row in ending.order_by("protected_until", "id").iterator(chunk_size=500):
        warn_of_end(row, actor=actor, at=now)
