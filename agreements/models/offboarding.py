from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Offboarding(RefModel):
    """What follows from the end of one agreement, or of a partnership that had none. Its steps say what and by when."""

    REF_KIND = "OFF"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    agreement = TenantForeignKey("agreements.Agreement", models.PROTECT, null=True, related_name="+")
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("why it ended"), max_length=400, blank=True)
    opened_at = models.DateTimeField(_("opened"))

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="offboarding_ref"),
            models.UniqueConstraint(
                fields=["vendor", "partnership", "agreement"], name="offboarding_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["vendor", "-last_day"], name="offboarding_list")]

    def __str__(self) -> str:
        return self.ref


class OffboardingStep(RefModel):
    """One consequence: who sees to it, by when, and who said when that it was done. The partner sees the shared ones."""

    REF_KIND = "OST"

    offboarding = TenantForeignKey(Offboarding, models.CASCADE, related_name="steps")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    agreement = TenantForeignKey("agreements.Agreement", models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=20, blank=True)
    label = models.CharField(_("what"), max_length=160)
    hint = models.CharField(max_length=240, blank=True)
    is_shared = models.BooleanField(_("the partner sees and confirms it"), default=False)
    owner = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("due"))
    status = models.CharField(_("status"), max_length=20, default="open")
    done_by = models.CharField(_("done by"), max_length=160, blank=True)
    done_at = models.DateTimeField(_("done"), null=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(
                portal="own", portal_when="is_shared", portal_grants="SELECT, UPDATE (status, done_by, done_at, note)"
            ),
            models.UniqueConstraint(fields=["vendor", "ref"], name="offboarding_step_ref"),
        ]
        indexes = [models.Index(fields=["vendor", "status", "due_on"], name="offboarding_step_due")]
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.label
