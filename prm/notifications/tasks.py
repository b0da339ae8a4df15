"""The mail workers."""

from uuid import UUID

from django.utils import timezone

from prm.notifications.services import mail
from prm.tenancy.tasks import tenant_task


@tenant_task(queue="mail")
def deliver(*, mail_id: str) -> None:
    """Sends one mail."""
    mail.deliver_mail(UUID(mail_id), at=timezone.now())


@tenant_task(queue="mail")
def sweep() -> None:
    """Finds mails that wait too long, every few minutes."""
    mail.sweep_mails(at=timezone.now())
