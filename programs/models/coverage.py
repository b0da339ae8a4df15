from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.enums import Segment
from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import TenantModel


class CoverageTarget(TenantModel):
    """How many partners of one type the vendor wants for one customer segment in one country, and from when it is full."""

    type = models.CharField(_("partnership type"), max_length=20, choices=PartnershipType.choices)
    country = models.CharField(_("country"), max_length=2)
    segment = models.CharField(_("customer segment"), max_length=40, choices=Segment.choices)
    wanted = models.PositiveSmallIntegerField(_("wanted, at least"), null=True, blank=True)
    most = models.PositiveSmallIntegerField(_("full at"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "type", "country", "segment"], name="coverage_target_once"),
            models.CheckConstraint(
                condition=Q(wanted__isnull=False, most=None)
                | Q(wanted=None, most__gte=1)
                | Q(wanted__isnull=False, most__gte=F("wanted"), most__gt=0),
                name="coverage_target_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.country} {self.segment}"
