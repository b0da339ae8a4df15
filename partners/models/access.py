from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class AccessRequest(RefModel):
    """Somebody with a partner's e-mail domain asks to work in its portal. Open until somebody decides."""

    REF_KIND = "ACC"

    partner = TenantForeignKey("partners.Partner", models.CASCADE, related_name="access_requests")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    reason = models.CharField(_("what for"), max_length=400, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=160, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="accessrequest_ref"),
            models.UniqueConstraint(
                fields=["vendor", "partner", "email"],
                condition=models.Q(decided_at=None),
                name="accessrequest_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(granted=None, decided_at=None)
                | models.Q(granted__isnull=False, decided_at__isnull=False),
                name="accessrequest_decided",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "partner", "-asked_at"], name="accessrequest_partner")]

    def __str__(self) -> str:
        return self.name
