from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class TermDrift(TenantModel):
    """A value applied in a running object that differs from what holds by agreement; closed when it no longer does."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    kind = models.CharField(_("where"), max_length=40)
    object_ref = models.CharField(_("number"), max_length=20)
    term = models.CharField(_("term"), max_length=40)
    applied = models.IntegerField(_("applied"))
    agreed = models.IntegerField(_("agreed"))
    source = models.CharField(_("source"), max_length=12)
    origin = models.CharField(_("by"), max_length=240)
    found_at = models.DateTimeField(_("found"))
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(
                fields=["vendor", "kind", "object_ref", "term"],
                condition=models.Q(closed_at=None),
                name="drift_open_once",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "closed_at", "-found_at"], name="drift_open")]

    def __str__(self) -> str:
        return f"{self.object_ref} {self.term}"
