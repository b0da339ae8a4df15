from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Partnership(RefModel):
    """One relationship with a partner: partner x type x program, with its own status, tier, owner and dates.

    Every transaction belongs to exactly one partnership. `tier` is today's; the tier of another day is
    `programs.queries.tier_on`.
    """

    REF_KIND = "PSH"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="partnerships")
    program = TenantForeignKey("programs.Program", models.PROTECT, related_name="partnerships")
    type = models.CharField(_("type"), max_length=20, choices=PartnershipType.choices)
    tier = TenantForeignKey("programs.Tier", models.PROTECT, null=True, blank=True, related_name="+")
    owner = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    application = TenantForeignKey(
        "programs.Application", models.PROTECT, null=True, blank=True, related_name="partnerships"
    )
    status = models.CharField(max_length=20, default="approved")
    approved_at = models.DateTimeField()
    contracted_at = models.DateTimeField(null=True, blank=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    # The import that brought it along when the vendor went live.
    migrated_by = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="partnership_ref"),
            models.UniqueConstraint(
                fields=["vendor", "partner", "program"],
                condition=~models.Q(status="ended"),
                name="partnership_once",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "status", "-approved_at"], name="partnership_status")]

    def __str__(self) -> str:
        return f"{self.partner} - {self.program}"
