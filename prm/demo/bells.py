"""The demo's bells: what is older than some days was read, the news of this week was not."""

from prm.accounts.models import Membership
from prm.demo.world import DemoWorld
from prm.notifications.services.inbox import mark_all_read

UNREAD_DAYS = 9


def seed(world: DemoWorld) -> None:
    with world.scope():
        for member in Membership.objects.filter(unread_notices__gt=0).order_by("pk"):
            mark_all_read(actor=member.actor(), at=world.ago(1, 17), until=world.ago(UNREAD_DAYS))
