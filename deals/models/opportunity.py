from django.db import models
from django.utils.translation import gettext_lazy as _

from deals.enums import Role, Stage
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Opportunity(RefModel):
    """The one pipeline row of every kind of deal: opened by an approved registration or a qualified referral.

    `stage` says how far an open one is; `status` whether it is open, won or lost.
    """

    REF_KIND = "OPP"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    registration = TenantForeignKey(
        "deals.Registration", models.PROTECT, with_partner=True, null=True, related_name="opportunities"
    )
    referral = TenantForeignKey(
        "deals.Referral", models.PROTECT, with_partner=True, null=True, related_name="opportunities"
    )
    account = TenantForeignKey("deals.CustomerAccount", models.PROTECT, null=True, related_name="+")
    owner = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    status = models.CharField(max_length=20, default="open")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.QUALIFIED)
    stage_changed_at = models.DateTimeField()
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    # In the vendor's currency: of today's value when it opened, of the final one once it is won.
    reporting_amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    closed_on = models.DateField(null=True)
    close_reason = models.CharField(max_length=20, blank=True)
    close_note = models.TextField(blank=True, max_length=1000)
    # The import that brought it along when the vendor went live.
    migrated_by = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="opportunity_ref"),
            models.UniqueConstraint(
                fields=["vendor", "registration"],
                condition=models.Q(registration__isnull=False),
                name="opportunity_registration_once",
            ),
            models.UniqueConstraint(
                fields=["vendor", "referral"],
                condition=models.Q(referral__isnull=False),
                name="opportunity_referral_once",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "status", "-created_at"], name="opportunity_status"),
            models.Index(fields=["vendor", "partner", "-created_at"], name="opportunity_partner"),
            models.Index(fields=["vendor", "partnership", "status", "closed_on"], name="opportunity_ship"),
        ]

    def __str__(self) -> str:
        return self.name


class OpportunityRole(TenantModel):
    """What a partnership did for an opportunity, with its share of the primary credit in percent."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    opportunity = TenantForeignKey(Opportunity, models.CASCADE, related_name="roles")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    credit = models.DecimalField(_("credit"), max_digits=5, decimal_places=2, default=0)
    since_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(
                fields=["vendor", "opportunity", "partnership", "role"], name="opportunity_role_once"
            ),
            models.CheckConstraint(condition=models.Q(credit__gte=0, credit__lte=100), name="opportunity_role_credit"),
        ]

    def __str__(self) -> str:
        return self.role
