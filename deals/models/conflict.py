from django.db import models

from deals.enums import ConflictKind
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Conflict(TenantModel):
    """One overlap found for a registration, as the reviewer sees it. No portal reads it."""

    registration = TenantForeignKey("deals.Registration", models.DO_NOTHING, related_name="conflicts")
    kind = models.CharField(max_length=20, choices=ConflictKind.choices)
    other = TenantForeignKey("deals.Registration", models.DO_NOTHING, null=True, related_name="+")
    account = TenantForeignKey("deals.CustomerAccount", models.CASCADE, null=True, related_name="+")
    level = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=4, decimal_places=3)
    reasons = models.JSONField(default=list)
    shares_product = models.BooleanField(default=False)
    is_sealed_first = models.BooleanField(default=False)
    found_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(
                fields=["vendor", "registration", "other", "account"], nulls_distinct=False, name="conflict_once"
            ),
            models.CheckConstraint(
                condition=models.Q(other=None, account__isnull=False) | models.Q(other__isnull=False, account=None),
                name="conflict_one_side",
            ),
        ]
        ordering = ["-value", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class ConflictProbe(TenantModel):
    """One question a partner asked the private conflict check, kept so that nobody can fish with it."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    member_id = models.UUIDField(null=True)
    customer_key = models.CharField(max_length=320)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [RowSecurity(portal="own", portal_grants="SELECT, INSERT")]
        indexes = [models.Index(fields=["vendor", "partner", "-at"], name="probe_recent")]

    def __str__(self) -> str:
        return self.customer_key
