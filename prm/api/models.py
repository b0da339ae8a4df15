from django.db import models

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import TenantModel


class IdempotentResponse(TenantModel):
    """What a POST with an Idempotency-Key was answered with, so that its repetition is answered the same."""

    partner_id = models.UUIDField(null=True)
    caller = models.CharField(max_length=64)
    route = models.CharField(max_length=300)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    content_type = models.CharField(max_length=80)
    location = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "caller", "route", "key"], name="idempotent_once"),
        ]
        indexes = [models.Index(fields=["vendor", "at"], name="idempotent_age")]

    def __str__(self) -> str:
        return self.key
