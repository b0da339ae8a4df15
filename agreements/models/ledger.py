from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.enums import Side
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class CommitmentPeriod(RefModel):
    """One commitment in one period: what was asked, what came of it, and whether it was kept.

    For a promise `actual` of `target` counts how often it was kept of how often it came due; for a target it is the
    figure measured. `side` and `term` are the commitment's, so that a list may filter by them.
    """

    REF_KIND = "CMT"

    commitment = TenantForeignKey("agreements.Commitment", models.CASCADE, related_name="periods")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    side = models.CharField(_("who owes it"), max_length=10, choices=Side.choices)
    term = models.CharField(_("kind"), max_length=40)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    target = models.DecimalField(_("asked"), max_digits=19, decimal_places=2)
    actual = models.DecimalField(_("reached"), max_digits=19, decimal_places=2, null=True)
    # How often it came due and was kept: a target counts once, when its period is over.
    due = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    days_late = models.PositiveIntegerField(default=0)
    status = models.CharField(_("status"), max_length=20, default="open")
    measured_at = models.DateTimeField(_("measured"), null=True)
    waived_by = models.CharField(max_length=160, blank=True)
    waived_why = models.CharField(max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, UPDATE (status, waived_by, waived_why)"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="commitment_period_ref"),
            models.UniqueConstraint(fields=["vendor", "commitment", "starts_on"], name="commitment_period_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on"), kept__lte=models.F("due")),
                name="commitment_period_sound",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "partner", "-ends_on"], name="commitment_period_partner"),
            models.Index(fields=["vendor", "side", "status", "-ends_on"], name="commitment_period_status"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}, {self.starts_on:%Y-%m-%d}"
