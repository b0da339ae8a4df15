"""Thin Celery wrappers. The nightly review fans out chunks, so that no transaction holds all partnerships."""

import logging
from uuid import UUID

from django.db import OperationalError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from prm.lib.actor import Actor
from prm.tenancy.scope import current_vendor_id
from prm.tenancy.tasks import enqueue_slices, tenant_task
from programs.models import Partnership
from programs.queries import RUNNING, vendor_day
from programs.services.demotion import remind_of_demotions
from programs.services.drafts import keep_drafts as work_drafts
from programs.services.entitlement import keep_entitlements as work_entitlements
from programs.services.impact import write_letters as write_letters_of
from programs.services.review import AT_ONCE, start_of_day
from programs.services.review import review_tiers as review_chunk_of
from programs.services.simulation import fail_simulation
from programs.services.simulation import simulate_month as work_month
from programs.services.window import journeys_running, steps_near
from programs.services.window import move_windows as move_windows_of
from programs.services.window import tell_of_dates as tell_of_dates_of

logger = logging.getLogger(__name__)
# Journeys, steps and partnerships of one transaction of a night.
SLICE = 500


@tenant_task(queue="calculations")
def review_tiers(*, at: str = "") -> None:
    """Brings today's tiers into force, reminds of levels about to fall, and reviews every running partnership. Safe to run again."""
    now = parse_datetime(at) if at else timezone.now()
    assert now is not None
    start_of_day(vendor_day(now))
    remind_of_demotions(day=vendor_day(now), at=now)
    running = Partnership.objects.filter(status__in=RUNNING).exclude(program__status="retired").order_by("pk")
    ids = running.values_list("pk", flat=True)
    enqueue_slices("programs.tasks.review_chunk", ids, size=AT_ONCE, at=now.isoformat())


@tenant_task(queue="calculations")
def review_chunk(*, ids: list[str], at: str) -> None:
    now = parse_datetime(at)
    assert now is not None
    actor = Actor.system(current_vendor_id(), label=_("Tier review"))
    review_chunk_of([UUID(pk) for pk in ids], actor=actor, at=now)


@tenant_task(queue="calculations")
def simulate_month(*, simulation_id: str, month: int) -> None:
    """Works one month of a simulation, which sends for the next."""
    at = timezone.now()
    try:
        work_month(UUID(simulation_id), month=month, at=at)
    except OperationalError:
        raise
    except Exception:
        logger.exception("A simulation stopped", extra={"simulation": simulation_id})
        fail_simulation(UUID(simulation_id), _("An unexpected fault. Our team has been told; you can go on."), at=at)


@tenant_task(queue="calculations")
def write_letters(*, version_id: str, ids: list[str], at: str) -> None:
    now = parse_datetime(at)
    assert now is not None
    write_letters_of(UUID(version_id), [UUID(pk) for pk in ids], at=now)


@tenant_task(queue="default")
def keep_onboarding(*, at: str = "") -> None:
    """Sends for the windows of running journeys and for the steps whose dates are near. Safe to run again."""
    now = parse_datetime(at) if at else timezone.now()
    assert now is not None
    moment = now.isoformat()
    enqueue_slices("programs.tasks.move_windows", journeys_running(), size=SLICE, at=moment)
    enqueue_slices("programs.tasks.tell_of_dates", steps_near(vendor_day(now)), size=SLICE, at=moment)


@tenant_task(queue="default")
def move_windows(*, ids: list[str], at: str) -> None:
    now = parse_datetime(at)
    assert now is not None
    actor = Actor.system(current_vendor_id(), label=_("Onboarding"))
    move_windows_of([UUID(pk) for pk in ids], actor=actor, at=now)


@tenant_task(queue="default")
def tell_of_dates(*, ids: list[str], at: str) -> None:
    now = parse_datetime(at)
    assert now is not None
    tell_of_dates_of([UUID(pk) for pk in ids], at=now)


@tenant_task(queue="default")
def keep_drafts(*, at: str = "") -> None:
    """Reminds of drafts that end and deletes those that have. Safe to run again."""
    now = parse_datetime(at) if at else timezone.now()
    assert now is not None
    work_drafts(at=now)


@tenant_task(queue="calculations")
def keep_entitlements(*, at: str = "") -> None:
    """Closes the periods that are over, grants those that begin, reminds of what ends. Safe to run again."""
    now = parse_datetime(at) if at else timezone.now()
    assert now is not None
    work_entitlements(actor=Actor.system(current_vendor_id(), label=_("Benefits")), at=now)
