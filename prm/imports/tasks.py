"""Imports in the background: one task a chunk, each sending for the next when its own is safely in."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.models import Membership
from prm.imports.lifecycle import WORKING
from prm.imports.models import ImportBatch
from prm.imports.services.run import stop_import, work_next_chunk
from prm.lib.actor import Actor
from prm.tenancy.scope import current_vendor_id
from prm.tenancy.tasks import enqueue, tenant_task

logger = logging.getLogger(__name__)
WORK_IMPORT = "prm.imports.tasks.work_import"
STALLED_AFTER = timedelta(minutes=10)


@tenant_task(queue="imports")
def work_import(*, batch_id: str, membership_id: str = "") -> None:
    """Works one chunk of a batch, for the person who started it. Coming twice it finds the chunk done."""
    at = timezone.now()
    try:
        more = work_next_chunk(UUID(batch_id), actor=_actor(membership_id), at=at)
    except OperationalError:
        raise
    except Exception:
        logger.exception("An import stopped", extra={"batch": batch_id})
        stop_import(UUID(batch_id), _("An unexpected fault. Our team has been told; you can resume or undo."), at=at)
        return
    if more:
        enqueue(WORK_IMPORT, vendor_id=current_vendor_id(), batch_id=batch_id, membership_id=membership_id)


def _actor(membership_id: str) -> Actor:
    member = Membership.objects.filter(pk=membership_id, is_active=True).first() if membership_id else None
    return member.actor() if member else Actor.system(current_vendor_id())


@tenant_task(queue="imports")
def resume_stalled() -> None:
    """Sends again for batches whose worker died or whose message was lost."""
    stalled = ImportBatch.objects.filter(status__in=WORKING, moved_at__lt=timezone.now() - STALLED_AFTER)
    for batch in stalled:
        enqueue(
            WORK_IMPORT,
            vendor_id=current_vendor_id(),
            batch_id=str(batch.pk),
            membership_id=str(batch.started_by_id or ""),
        )
