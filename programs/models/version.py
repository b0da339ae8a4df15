from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel

# Row security of versions applies inside the subselect, so a portal sees the terms of published versions only.
OF_A_VISIBLE_VERSION = "version_id IN (SELECT id FROM programs_programversion)"


class ProgramVersion(TenantModel):
    """What a program's tiers ask and give from a date on. Published versions never change; the next replaces them."""

    program = TenantForeignKey("programs.Program", models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(max_length=20, default="draft")
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    note = models.CharField(_("what changes"), max_length=400, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)
    # What the tables of least values and benefits cannot hold, as a program file writes it (docs/program-as-code.md).
    rules = models.TextField(blank=True, db_default="")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor", portal_when="status = 'published'"),
            models.UniqueConstraint(fields=["vendor", "program", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["vendor", "program"], condition=models.Q(status="draft"), name="version_one_draft"
            ),
            models.UniqueConstraint(
                fields=["vendor", "program", "valid_from"],
                condition=models.Q(status="published"),
                name="version_one_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(valid_from__isnull=False, published_at__isnull=False),
                name="version_published_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class TierRequirement(TenantModel):
    """One condition of one tier: a figure reaches a threshold. All conditions of a tier must hold, and its version's rules."""

    version = TenantForeignKey(ProgramVersion, models.CASCADE, related_name="requirements")
    tier = TenantForeignKey("programs.Tier", models.PROTECT, related_name="+")
    metric = models.CharField(_("metric"), max_length=60)
    threshold = models.DecimalField(_("at least"), max_digits=19, decimal_places=4)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor", portal_when=OF_A_VISIBLE_VERSION),
            models.UniqueConstraint(fields=["vendor", "version", "tier", "metric"], name="requirement_once"),
            models.CheckConstraint(condition=models.Q(threshold__gt=0), name="requirement_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} >= {self.threshold}"


class TierBenefit(TenantModel):
    """One thing a tier gives: a percentage, a number of days, a count or a yes (1)."""

    version = TenantForeignKey(ProgramVersion, models.CASCADE, related_name="benefits")
    tier = TenantForeignKey("programs.Tier", models.PROTECT, related_name="+")
    key = models.CharField(_("benefit"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=19, decimal_places=4)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor", portal_when=OF_A_VISIBLE_VERSION),
            models.UniqueConstraint(fields=["vendor", "version", "tier", "key"], name="benefit_once"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="benefit_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"
