"""The nightly jobs of money. Thin: the services do the work and are idempotent."""

from django.utils import timezone

from incentives.services.commission import run_commissions
from incentives.services.holds import release_holds
from incentives.services.rebates import accrue_rebates
from prm.lib.actor import Actor
from prm.tenancy.scope import current_vendor_id
from prm.tenancy.tasks import tenant_task


@tenant_task(queue="calculations")
def calculate_incentives() -> None:
    """Commissions on new facts, holds that are over, and the standing of every rebate."""
    actor = Actor.system(current_vendor_id())
    now = timezone.now()
    run_commissions(actor=actor, at=now)
    release_holds(actor=actor, at=now)
    accrue_rebates(actor=actor, at=now)
