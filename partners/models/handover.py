from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Handover(RefModel):
    """Partners given to another channel manager at once, with a note for whoever takes them on."""

    REF_KIND = "HND"

    to_member = TenantForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    note = models.TextField(_("note"), blank=True)
    handed_at = models.DateTimeField(_("handed over"))
    handed_by = models.CharField(_("by"), max_length=160)

    class Meta(TenantModel.Meta):
        constraints = [RowSecurity(), models.UniqueConstraint(fields=["vendor", "ref"], name="handover_ref")]
        indexes = [models.Index(fields=["vendor", "-handed_at"], name="handover_recent")]


class HandoverLine(TenantModel):
    """One partner of a handover, and who looked after it before."""

    handover = TenantForeignKey(Handover, models.CASCADE, related_name="lines")
    partner = TenantForeignKey("partners.Partner", models.CASCADE, related_name="+")
    from_member = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "handover", "partner"], name="handover_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.partner_id}"
