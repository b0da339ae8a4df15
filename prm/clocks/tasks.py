from django.utils import timezone

from prm.clocks.services import mark_breaches
from prm.tenancy.tasks import tenant_task


@tenant_task()
def find_breaches() -> None:
    """Every few minutes: promises whose time has run out."""
    mark_breaches(at=timezone.now())
