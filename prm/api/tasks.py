from django.utils import timezone

from prm.api.idempotency import purge
from prm.tenancy.tasks import tenant_task


@tenant_task()
def forget_answers() -> None:
    """Nightly: answers kept for idempotency keys, older than a day."""
    purge(at=timezone.now())
