from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.lib.ids import uuid7
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class OutboxMail(TenantModel):
    """A mail of a vendor, as its parts. Text and HTML are made of them when it is sent or read.

    `secret` names a personal link (invitation) that is never written down: whoever reads it could accept in another's
    name, so it is added on the way out only.
    """

    recipient = TenantForeignKey("accounts.Membership", models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    to_email = models.EmailField(_("to"))
    to_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(blank=True)
    action_label = models.CharField(max_length=80, blank=True)
    action_path = models.CharField(max_length=400, blank=True)
    secret = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, default="queued")
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "to_email", "key"], name="mail_once"),
        ]
        indexes = [
            models.Index(fields=["vendor", "-at", "-id"], name="mail_newest"),
            models.Index(fields=["vendor", "at"], condition=models.Q(status="queued"), name="mail_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject


class PlatformMail(models.Model):
    """A mail of the platform itself (sign-in, verification), kept where no mail server is set. Of no vendor."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to_email = models.CharField(max_length=400)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="platform_mail_newest")]

    def __str__(self) -> str:
        return self.subject
