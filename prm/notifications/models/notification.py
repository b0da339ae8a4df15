from django.db import models

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Notification(TenantModel):
    """One notice in one member's bell. `key` tells a repetition of the same notice, so that a retry adds nothing."""

    recipient = TenantForeignKey("accounts.Membership", models.CASCADE, related_name="notifications")
    # The recipient's own partner, for the portal's policy; what a notice is about stands in its address.
    partner_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "recipient", "key"], name="notification_once"),
        ]
        indexes = [models.Index(fields=["vendor", "recipient", "-at", "-id"], name="notification_newest")]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_read(self) -> bool:
        return self.read_at is not None
