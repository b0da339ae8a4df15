from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import AccountPermission
from prm.lib.actor import Actor
from prm.today.queue import queue_for
from prm.ui import nav


def waiting_count(actor: Actor) -> nav.Count:
    now = timezone.now()
    queue = queue_for(actor, now, limit=1)
    first = queue.rows[0][1].clock if queue.rows else None
    return nav.Count(queue.total, urgent=bool(first and first.state != "paused" and first.due_at < now))


nav.register(
    audience="workspace",
    group="today",
    label=_("Today"),
    url_name="workspace:today:today",
    permission=AccountPermission.VIEW_WORKSPACE,
    icon="home",
    order=0,
    badge=waiting_count,
)
