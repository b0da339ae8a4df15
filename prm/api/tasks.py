from django.utils import timezone

from prm.api.idempotency import purge
from prm.tenancy.tasks import for_each_vendor, system_task, tenant_task


@tenant_task()
def forget_answers() -> None:
    """Nightly: answers kept for idempotency keys, older than a day."""
    purge(at=timezone.now())


@system_task(reason="publishes forget_answers once per vendor")
def forget_answers_everywhere() -> None:
    for_each_vendor(forget_answers)
