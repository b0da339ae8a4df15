from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class TermLimit(TenantModel):
    """How far one person may go from the standard in one term; beyond it a second person approves."""

    term = models.CharField(max_length=40)
    least = models.BigIntegerField(_("at least"), null=True, blank=True)
    most = models.BigIntegerField(_("at most"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "term"], name="term_limit_once"),
            models.CheckConstraint(
                condition=models.Q(least=None) | models.Q(most=None) | models.Q(least__lte=models.F("most")),
                name="term_limit_sound",
            ),
        ]

    def __str__(self) -> str:
        return self.term


class TermApproval(RefModel):
    """Negotiated terms beyond the limits, put to a second person before they may be sent."""

    REF_KIND = "TRM"

    agreement = TenantForeignKey("agreements.Agreement", models.CASCADE, related_name="approvals")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    terms = models.JSONField(default=dict)
    why = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=20, default="pending")
    asked_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="term_approval_ref"),
            models.UniqueConstraint(
                fields=["vendor", "agreement"], condition=models.Q(status="pending"), name="term_approval_one_pending"
            ),
        ]
        indexes = [models.Index(fields=["vendor", "status", "asked_at"], name="term_approval_waiting")]
