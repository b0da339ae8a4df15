from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.enums import Side
from agreements.rules.parameters import PARAMETERS
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Commitment(TenantModel):
    """One obligation of one side, as the executed text says it: term, figure, clause and the days it holds."""

    agreement = TenantForeignKey("agreements.Agreement", models.CASCADE, related_name="commitments")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey(
        "programs.Partnership", models.PROTECT, with_partner=True, related_name="commitments"
    )
    side = models.CharField(_("who owes it"), max_length=10, choices=Side.choices)
    term = models.CharField(max_length=40)
    value = models.BigIntegerField(_("figure"))
    clause = models.CharField(_("clause"), max_length=60, blank=True)
    metric = models.CharField(max_length=40, blank=True)
    is_negotiated = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "agreement", "term"], name="commitment_once"),
        ]
        indexes = [models.Index(fields=["vendor", "partnership", "starts_on"], name="commitment_partnership")]
        ordering = ["side", "term"]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """The obligation in words."""
        return str(PARAMETERS[self.term].promise) % {"value": f"{self.value:,}"}
