from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import RefModel, TenantModel


class Product(RefModel):
    """What the vendor sells, with its list price. Families are what requirements, courses and conflicts speak of."""

    REF_KIND = "PRD"

    sku = models.CharField(_("SKU"), max_length=60)
    name = models.CharField(_("name"), max_length=160)
    family = models.CharField(_("product family"), max_length=80, blank=True)
    list_price = models.DecimalField(_("list price"), max_digits=19, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    is_active = models.BooleanField(_("on sale"), default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="product_ref"),
            models.UniqueConstraint(fields=["vendor", "sku"], name="product_sku"),
            models.CheckConstraint(condition=models.Q(list_price__gte=0), name="product_price"),
        ]
        indexes = [models.Index(fields=["vendor", "family", "name"], name="product_family")]

    def __str__(self) -> str:
        return self.name
