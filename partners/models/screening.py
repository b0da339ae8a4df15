from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import Risk
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Screening(RefModel):
    """One round of due diligence: what we asked a partner, what it answered, how we judged it, until when it holds.

    A partner has one open round at most; the round that was cleared last stays in force beside it until it expires.
    """

    REF_KIND = "SCR"

    partner = TenantForeignKey("partners.Partner", models.CASCADE, related_name="screenings")
    status = models.CharField(max_length=20, default="asked")
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("due"))
    # Which version of the questions was answered; None is the product's own.
    form_version = models.UUIDField(null=True)
    answers = models.JSONField(default=dict, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=160, blank=True)
    assessed_at = models.DateTimeField(null=True)
    risk = models.CharField(_("risk"), max_length=10, choices=Risk.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=160, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    expires_on = models.DateField(_("holds until"), null=True)
    # Days before the expiry at which the partner was reminded.
    reminded = ArrayField(models.IntegerField(), default=list, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="screening_ref"),
            models.UniqueConstraint(
                fields=["vendor", "partner"],
                condition=models.Q(status__in=["asked", "answered"]),
                name="screening_one_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="cleared") | models.Q(expires_on__isnull=False), name="screening_expires"
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "status", "expires_on"], name="screening_status"),
            models.Index(fields=["vendor", "partner", "-asked_at"], name="screening_partner"),
        ]


class RedFlag(TenantModel):
    """Something in the answers that somebody must look at. No portal sees it; only a person, with a reason, clears it."""

    screening = TenantForeignKey("partners.Screening", models.CASCADE, related_name="flags")
    key = models.CharField(max_length=40)
    status = models.CharField(max_length=20, default="raised")
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "screening", "key"], name="redflag_once"),
        ]

    def __str__(self) -> str:
        return self.key
