from django.db import models
from django.utils.translation import gettext_lazy as _

from deals.enums import ReferralReason
from deals.models.registration import NOBODY_WAITS
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Referral(RefModel):
    """A customer a partner sends to the vendor, who sells to it and pays a fee once it is won."""

    REF_KIND = "RFL"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    status = models.CharField(max_length=20, default="submitted")
    submitted_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    owner = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    customer_name = models.CharField(_("company"), max_length=200)
    customer_domain = models.CharField(_("company's web domain"), max_length=120, blank=True)
    customer_country = models.CharField(_("country"), max_length=2, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120)
    contact_email = models.EmailField(_("contact's e-mail"))
    need = models.TextField(_("what do they need?"), blank=True, max_length=2000)
    amount = models.DecimalField(_("expected value"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    is_consented = models.BooleanField(_("The contact agreed that we get in touch"), default=False)
    submitted_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    decided_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20, choices=ReferralReason.choices, blank=True)
    note = models.TextField(blank=True, max_length=1000)
    account = TenantForeignKey("deals.CustomerAccount", models.PROTECT, null=True, related_name="+")
    act_by_at = models.DateTimeField(default=NOBODY_WAITS)
    # While it lives: the customer, so that one partner cannot send the same one twice.
    live_key = models.CharField(max_length=320, null=True, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="referral_ref"),
            models.UniqueConstraint(fields=["vendor", "partner", "live_key"], name="referral_live_once"),
        ]
        indexes = [
            models.Index(fields=["vendor", "status", "act_by_at"], name="referral_queue"),
            models.Index(fields=["vendor", "-submitted_at", "-id"], name="referral_recent"),
            models.Index(fields=["vendor", "partner", "-submitted_at"], name="referral_partner"),
        ]

    def __str__(self) -> str:
        return self.customer_name
