from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Contact(RefModel):
    """A person at a partner whom we know, whether or not they sign in. Those who sign in are members (accounts/)."""

    REF_KIND = "CON"

    partner = TenantForeignKey("partners.Partner", models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    title = models.CharField(_("job title"), max_length=80, blank=True)
    is_primary = models.BooleanField(_("first person to call"), default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE, DELETE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="contact_ref"),
            models.UniqueConstraint(
                fields=["vendor", "partner"], condition=models.Q(is_primary=True), name="contact_primary"
            ),
        ]
        indexes = [models.Index(fields=["vendor", "email"], name="contact_email")]

    def __str__(self) -> str:
        return self.name
