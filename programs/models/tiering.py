from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel
from programs.enums import TierReason

DAYS_HELD = Func(F("valid_from"), F("valid_to"), function="daterange", output_field=DateRangeField())


class TierAssignment(TenantModel):
    """The tier a partnership holds from a day (included) to a day (excluded; open while it lasts)."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey(
        "programs.Partnership", models.PROTECT, with_partner=True, related_name="tier_assignments"
    )
    tier = TenantForeignKey("programs.Tier", models.PROTECT, related_name="+")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=TierReason.choices)
    note = models.CharField(_("note"), max_length=400, blank=True)
    decision_id = models.UUIDField(null=True)
    assigned_by = models.CharField(max_length=160)
    assigned_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=F("valid_from")), name="tier_assignment_days"
            ),
            ExclusionConstraint(
                name="tier_assignment_one_a_day",
                expressions=[
                    ("vendor", RangeOperators.EQUAL),
                    ("partnership", RangeOperators.EQUAL),
                    (DAYS_HELD, RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["vendor", "partnership", "-valid_from"], name="tier_assignment_history")]

    def __str__(self) -> str:
        return f"{self.tier} from {self.valid_from}"


class TierProposal(RefModel):
    """A promotion the review found earned but may not grant by itself: the top tier waits for a person."""

    REF_KIND = "TIR"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey(
        "programs.Partnership", models.PROTECT, with_partner=True, related_name="tier_proposals"
    )
    from_tier = TenantForeignKey("programs.Tier", models.PROTECT, null=True, related_name="+")
    to_tier = TenantForeignKey("programs.Tier", models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, default="proposed")
    explanation = models.TextField(_("why"), blank=True)
    decision_id = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=160, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="tier_proposal_ref"),
            models.UniqueConstraint(
                fields=["vendor", "partnership"], condition=models.Q(status="proposed"), name="tier_proposal_open"
            ),
        ]


class TierReview(TenantModel):
    """What the nightly review found for one partnership on one day: the figures, the tier they reach, what is missing.

    One row a partnership, overwritten by the next night; the decision record keeps each night's reasoning.
    """

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey(
        "programs.Partnership", models.PROTECT, with_partner=True, related_name="tier_reviews"
    )
    version = TenantForeignKey("programs.ProgramVersion", models.PROTECT, related_name="+")
    reviewed_on = models.DateField()
    held_tier = TenantForeignKey("programs.Tier", models.PROTECT, null=True, related_name="+")
    reached_tier = TenantForeignKey("programs.Tier", models.PROTECT, null=True, related_name="+")
    # metric -> value as text, exactly as compared.
    figures = models.JSONField(default=dict)
    counterfactual = models.CharField(max_length=400, blank=True)
    decision_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "partnership"], name="tier_review_latest"),
        ]
