from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import PartnerSource
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Partner(RefModel):
    """An organization working with one vendor. What it does with the vendor are its partnerships (programs/)."""

    REF_KIND = "PAR"

    name = models.CharField(_("name"), max_length=160)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    domain = models.CharField(_("web domain"), max_length=120, blank=True)
    about = models.TextField(_("what they do"), blank=True)
    country = models.CharField(_("country"), max_length=2, default="US")
    region = models.CharField(_("state or region"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    street = models.CharField(_("street"), max_length=160, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    territory = models.CharField(_("sales territory"), max_length=80, blank=True)
    segments = ArrayField(
        models.CharField(max_length=40), verbose_name=_("customer segments"), default=list, blank=True
    )
    technical_people = models.PositiveIntegerField(_("technical people"), null=True, blank=True)
    sales_people = models.PositiveIntegerField(_("sales people"), null=True, blank=True)
    currency = models.CharField(_("settlement currency"), max_length=3, default="USD")
    language = models.CharField(_("language"), max_length=10, default="en-us")
    parent = TenantForeignKey(
        "partners.Partner", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    owner = TenantForeignKey(
        "accounts.Membership",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("channel manager"),
    )
    source = models.CharField(_("came by"), max_length=20, choices=PartnerSource.choices, default=PartnerSource.BY_HAND)
    status = models.CharField(max_length=20, default="active")
    # Another record of the same organization, which goes on in its place.
    merged_into = TenantForeignKey("partners.Partner", models.PROTECT, null=True, blank=True, related_name="+")
    # Answers to the vendor's own questions by name: see partners/form_kinds.py.
    custom = models.JSONField(_("custom fields"), default=dict, blank=True)
    since_on = models.DateField(_("partner since"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_column="id", portal_grants="SELECT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="partner_ref"),
        ]
        indexes = [
            models.Index(fields=["vendor", "name"], name="partner_name"),
            models.Index(fields=["vendor", "domain"], name="partner_domain"),
        ]

    def __str__(self) -> str:
        return self.name
