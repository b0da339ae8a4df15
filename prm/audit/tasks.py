import logging

from prm.audit.chain import Broken, head, verify
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from prm.tenancy.tasks import tenant_task

logger = logging.getLogger(__name__)


@tenant_task()
def anchor() -> None:
    """Hourly: the head of the vendor's log goes to the log of the processes, out of reach of who alters the database."""
    logger.info("audit head %s %s", _slug(), head())


@tenant_task()
def verify_chain() -> None:
    """Nightly: walks the vendor's whole log; a break is an error line, for an alarm to look for."""
    try:
        logger.info("audit verified %s %s", _slug(), verify())
    except Broken as fault:
        logger.error("audit broken %s: %s", _slug(), fault)


def _slug() -> str:
    return Vendor.objects.values_list("slug", flat=True).get(pk=current_vendor_id())
