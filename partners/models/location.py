from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import LocationKind
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class PartnerLocation(RefModel):
    """A place a partner works from; one of them is the main one. Either side keeps them."""

    REF_KIND = "LOC"

    partner = TenantForeignKey("partners.Partner", models.CASCADE, related_name="locations")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=LocationKind.choices, default=LocationKind.OFFICE)
    street = models.CharField(_("street"), max_length=160, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    region = models.CharField(_("state or region"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2)
    is_primary = models.BooleanField(_("main location"), default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE, DELETE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="location_ref"),
            models.UniqueConstraint(
                fields=["vendor", "partner"], condition=models.Q(is_primary=True), name="location_primary"
            ),
        ]
        indexes = [models.Index(fields=["vendor", "country"], name="location_country")]

    def __str__(self) -> str:
        return self.name
