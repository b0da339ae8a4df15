"""Notices and mails."""

from prm.notifications.models import Notification, OutboxMail


def prepare(world):
    with world.scope("acme"):
        for who in ("alice", "bob"):
            member = world.members[who]
            world.things[f"notice_of_{who}"] = Notification.objects.create(
                recipient=member, partner_id=member.partner_id, kind="test.told", subject=f"For {who} alone",
                url=f"/secret/of/{who}/", at=world.now, key="k",
            )  # fmt: skip
        world.things["mail"] = OutboxMail.objects.create(
            recipient=world.bob, kind="test.told", key="k", to_email=world.bob.email, subject="For Bob alone",
            body="A secret", at=world.now, status="queued",
        )  # fmt: skip


SAMPLES = {
    **{
        f"workspace:notifications:{page}": lambda w: {"pk": w.mail.pk} for page in ("mail", "mail-source", "mail-retry")
    },
    "workspace:notifications:open": lambda w: {"pk": w.notice_of_alice.pk},
    "portal:notifications:open": lambda w: {"pk": w.notice_of_bob.pk},
}
TASKS = {"prm.notifications.tasks.deliver": lambda w: {"mail_id": str(w.mail.pk)}}
# 404 but for operators and where the world is made up.
OPEN = {"public:notifications:platform-outbox"}
