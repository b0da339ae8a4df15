from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class RebateProgress(TenantModel):
    """Where a partnership stands in a rebate's period: recalculated nightly, shown live, posted when the period ends."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="rebates")
    plan_version = TenantForeignKey("incentives.PlanVersion", models.PROTECT, related_name="+")
    period_start = models.DateField()
    period_end = models.DateField()
    basis = models.DecimalField(_("so far"), max_digits=19, decimal_places=4)
    amount = models.DecimalField(_("earned so far"), max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(_("rate reached"), max_digits=9, decimal_places=4, default=0)
    next_at = models.DecimalField(_("next band at"), max_digits=19, decimal_places=4, null=True, blank=True)
    next_worth = models.DecimalField(_("worth there"), max_digits=19, decimal_places=4, null=True, blank=True)
    fact_count = models.PositiveIntegerField(default=0)
    calculated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(
                fields=["vendor", "partnership", "plan_version", "period_start"], name="rebate_progress_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_version} {self.period_start}"
