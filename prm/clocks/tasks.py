from django.utils import timezone

from prm.clocks.services import mark_breaches
from prm.tenancy.tasks import for_each_vendor, system_task, tenant_task


@tenant_task()
def find_breaches() -> None:
    """Every few minutes: promises whose time has run out."""
    mark_breaches(at=timezone.now())


@system_task(reason="publishes find_breaches once per vendor")
def find_breaches_everywhere() -> None:
    for_each_vendor(find_breaches)
