"""Nightly work on agreements, and the sealing of what was executed. By hand: `manage.py run_job agreements.tasks.remind`."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from agreements.models import AcceptanceCampaign, Agreement
from agreements.services.campaign import ask_partners, remind_of_offers
from agreements.services.drift import find_drift
from agreements.services.ledger import measure_commitments, owing
from agreements.services.sealing import ensure_sealed
from agreements.services.term import keep_term, terms_near
from prm.lib.actor import Actor
from prm.tenancy.scope import current_vendor_id
from prm.tenancy.tasks import enqueue, enqueue_slices, tenant_task
from programs.queries import vendor_day

# What one transaction of a night takes.
TERMS, PROMISES = 200, 2_000


@tenant_task(queue="default")
def remind(*, at: str = "") -> None:
    """Sends for the agreements whose action date is near or over, and reminds of offers. Run twice it does nothing more."""
    moment = datetime.fromisoformat(at) if at else timezone.now()
    enqueue_slices("agreements.tasks.keep_terms", terms_near(vendor_day(moment)), size=TERMS, at=moment.isoformat())
    remind_of_offers(at=moment)


@tenant_task(queue="default")
def keep_terms(*, ids: list[str], at: str) -> None:
    """Reminders 120, 90, 60, 30 and 7 days before the action date, renewals and ends."""
    actor = Actor.system(current_vendor_id())
    for agreement in Agreement.objects.filter(pk__in=ids).order_by("action_on", "id"):
        keep_term(agreement, actor=actor, at=datetime.fromisoformat(at))


@tenant_task(queue="default")
def offer_version(*, campaign_id: str, at: str = "") -> None:
    """Asks the partners of a campaign, so many in one transaction, and goes on. Run twice it asks nobody twice."""
    campaign = AcceptanceCampaign.objects.select_related("version").get(pk=campaign_id)
    if ask_partners(campaign, at=datetime.fromisoformat(at) if at else timezone.now()):
        enqueue("agreements.tasks.offer_version", vendor_id=current_vendor_id(), campaign_id=campaign_id, at=at)


@tenant_task(queue="calculations")
def measure_promises(*, at: str = "") -> None:
    """Sends for what both sides promised and owe by today. Run twice it does nothing more."""
    moment = datetime.fromisoformat(at) if at else timezone.now()
    enqueue_slices("agreements.tasks.measure_slice", owing(vendor_day(moment)), size=PROMISES, at=moment.isoformat())


@tenant_task(queue="calculations")
def measure_slice(*, ids: list[str], at: str) -> None:
    """One record a commitment and period."""
    moment = datetime.fromisoformat(at)
    measure_commitments([UUID(pk) for pk in ids], actor=Actor.system(current_vendor_id()), at=moment)


@tenant_task(queue="documents")
def seal(*, agreement_id: str) -> None:
    """Makes the sealed file of an executed agreement."""
    ensure_sealed(agreement_id, at=timezone.now())


@tenant_task(queue="calculations")
def check_drift(*, at: str = "") -> None:
    """Where what is applied differs from what was agreed. Run twice it does nothing more."""
    find_drift(at=datetime.fromisoformat(at) if at else timezone.now())
