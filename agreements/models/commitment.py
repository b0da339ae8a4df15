from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.enums import Cadence, Consequence, Side
from agreements.rules.parameters import PARAMETERS
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Commitment(TenantModel):
    """One obligation of one side: term, figure, clause and the days it holds; `measure` names what was added by hand.

    What the vendor owes is measured by the term's evidence (agreements/promises.py), what the partner owes by a metric.
    """

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
    measure = models.CharField(max_length=40, blank=True, db_default="")
    words = models.CharField(_("in words"), max_length=200, blank=True, db_default="")
    cadence = models.CharField(
        _("how often"), max_length=10, choices=Cadence.choices, default=Cadence.YEARLY, db_default=Cadence.YEARLY
    )
    consequence = models.CharField(
        _("if not kept"), max_length=10, choices=Consequence.choices, default=Consequence.NOTIFY,
        db_default=Consequence.NOTIFY,
    )  # fmt: skip
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
    def kind(self) -> str:
        """What it is about: a term of the text, or what it was added to be measured by."""
        return self.measure or self.term

    @property
    def sentence(self) -> str:
        """The obligation in words."""
        if self.words or self.kind not in PARAMETERS:
            return self.words
        return str(PARAMETERS[self.kind].promise) % {"value": f"{self.value:,}"}
