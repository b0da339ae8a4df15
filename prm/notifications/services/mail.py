"""A vendor's mail on its way out: queued with the change that caused it, delivered after commit by the mail workers."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from prm.lib.actor import Actor
from prm.lib.addresses import Undeliverable
from prm.notifications.lifecycle import MAIL
from prm.notifications.models import OutboxMail
from prm.notifications.rendering import message_of
from prm.tenancy.tasks import enqueue

logger = logging.getLogger(__name__)

DELIVER = "prm.notifications.tasks.deliver"
MAX_ATTEMPTS = 8
# A mail that waits longer than this was lost on its way to the workers.
LEASE = timedelta(minutes=5)


def has_mail_server() -> bool:
    """Whether mail leaves this installation, or stays readable in the outbox pages."""
    return settings.EMAIL_BACKEND != settings.OUTBOX_BACKEND


def queue_mails(mails: Iterable[OutboxMail]) -> set[UUID]:
    """Adds the mails that are new (address and key) and has them delivered on commit. Returns their recipients."""
    wanted = list(mails)
    if not wanted:
        return set()
    known = set(OutboxMail.objects.filter(key__in=[m.key for m in wanted]).values_list("to_email", "key"))
    fresh = [mail for mail in wanted if (mail.to_email, mail.key) not in known]
    for mail in fresh:
        mail.status = "queued" if has_mail_server() else "kept"
    OutboxMail.objects.bulk_create(fresh)
    for mail in fresh:
        if mail.status == "queued":
            enqueue(DELIVER, vendor_id=mail.vendor_id, mail_id=str(mail.pk))
    return {mail.recipient_id for mail in fresh if mail.recipient_id}


def deliver_mail(mail_id: UUID, *, at: datetime) -> bool:
    """Sends one waiting mail. A refusal of the server is kept beside it and tried again; after the last it has failed.

    An address that no server takes has failed at once. A mail that breaks on the way, by a fault of ours, counts as tried
    like one refused: otherwise it would be knocked on for ever. The message id is the row's, so that a receiver recognizes a mail sent twice.
    """
    mail = OutboxMail.objects.select_for_update(skip_locked=True).filter(pk=mail_id, status="queued").first()
    if mail is None:
        return False
    mail.attempts += 1
    try:
        message_of(mail).send()
    except Undeliverable as error:
        mail.status, mail.last_error = "failed", str(error)
    except Exception as error:
        if not isinstance(error, OSError):
            logger.exception("A mail broke on its way out", extra={"mail": str(mail.pk)})
        mail.last_error = str(error)[:2000]
        mail.status = "failed" if mail.attempts >= MAX_ATTEMPTS else mail.status
    else:
        mail.status, mail.sent_at, mail.last_error = "sent", at, ""
    mail.save(update_fields=["attempts", "status", "sent_at", "last_error"])
    return mail.status == "sent"


@transaction.atomic
def retry_mail(mail: OutboxMail, *, actor: Actor) -> OutboxMail:
    """Puts a mail that was given up back in the queue. Raises Forbidden or WrongState."""
    mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    transition = MAIL.check(mail, "retry", actor)
    mail.status, mail.attempts = transition.target, 0
    mail.save(update_fields=["status", "attempts"])
    enqueue(DELIVER, vendor_id=mail.vendor_id, mail_id=str(mail.pk))
    return mail


def sweep_mails(*, at: datetime) -> int:
    """Queues anew what has waited longer than the lease: lost knocks and refused tries. Returns how many."""
    waiting = list(
        OutboxMail.objects.filter(status="queued", at__lt=at - LEASE)
        .order_by("at")
        .values_list("pk", "vendor_id")[:500]
    )
    for mail_id, vendor_id in waiting:
        enqueue(DELIVER, vendor_id=vendor_id, mail_id=str(mail_id))
    return len(waiting)
