from django.db import models
from django.utils.translation import gettext_lazy as _

from incentives.enums import FactKind
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Fact(TenantModel):
    """Something that happened in business. Immutable; a correction is a new fact. Idempotent by its source key."""

    kind = models.CharField(_("kind"), max_length=20, choices=FactKind.choices)
    source_key = models.CharField(max_length=120)
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="facts")
    occurred_on = models.DateField(_("date"))
    amount = models.DecimalField(_("net amount"), max_digits=19, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    quantity = models.DecimalField(_("quantity"), max_digits=19, decimal_places=4, default=0)
    reference = models.CharField(_("invoice number"), max_length=60, blank=True)
    customer_name = models.CharField(_("customer"), max_length=200, blank=True)
    deal_ref = models.CharField(_("deal"), max_length=16, blank=True)
    is_registered_deal = models.BooleanField(default=False)
    corrects = TenantForeignKey("incentives.Fact", models.PROTECT, null=True, blank=True, related_name="corrections")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", append_only=True),
            models.UniqueConstraint(fields=["vendor", "source_key"], name="fact_source_key"),
        ]
        indexes = [
            models.Index(fields=["vendor", "kind", "id"], name="fact_kind"),
            models.Index(fields=["vendor", "partnership", "occurred_on"], name="fact_partnership"),
        ]

    def __str__(self) -> str:
        return self.reference or self.source_key
