from django.db import models

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import TenantModel


class OutboxEvent(TenantModel):
    """An event written in the transaction of the change it tells; the relay delivers it, at least once."""

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    available_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    partner_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [RowSecurity(portal="insert")]
        indexes = [
            models.Index(fields=["available_at"], condition=models.Q(handled_at=None), name="outbox_waiting"),
            models.Index(fields=["vendor", "-occurred_at"], name="outbox_recent"),
        ]

    def __str__(self) -> str:
        return self.name


class HandledEvent(TenantModel):
    """One handler's mark that it has done its work for one event: what makes delivery exactly once in effect."""

    event_id = models.UUIDField()
    handler = models.CharField(max_length=160)
    handled_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "event_id", "handler"], name="handled_once"),
        ]

    def __str__(self) -> str:
        return self.handler
