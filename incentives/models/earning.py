from django.db import models
from django.utils.translation import gettext_lazy as _

from incentives.enums import EarningStatus, PlanKind
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Earning(TenantModel):
    """What one partnership earned from one fact, or from one period, under one plan version.

    Never edited: a reversal is a new negative row. Only its status moves, through services.
    """

    business_key = models.CharField(max_length=160)
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="earnings")
    plan_version = TenantForeignKey("incentives.PlanVersion", models.PROTECT, related_name="earnings")
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind.choices)
    fact = TenantForeignKey("incentives.Fact", models.PROTECT, null=True, blank=True, related_name="earnings")
    description = models.CharField(_("what for"), max_length=240)
    earned_on = models.DateField(_("earned on"))
    held_until = models.DateField(_("held until"))
    basis = models.DecimalField(_("basis"), max_digits=19, decimal_places=4)
    rate = models.DecimalField(_("rate"), max_digits=9, decimal_places=4)
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("status"), max_length=20, choices=EarningStatus.choices, default=EarningStatus.HELD)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "business_key"], name="earning_once"),
        ]
        indexes = [
            models.Index(fields=["vendor", "status", "held_until"], name="earning_hold"),
            models.Index(fields=["vendor", "partner", "-earned_on"], name="earning_partner"),
            models.Index(fields=["vendor", "-earned_on", "-id"], name="earning_recent"),
        ]

    def __str__(self) -> str:
        return self.description
