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


class Demotion(RefModel):
    """A level about to be lost: a review found too little, notice was given, and the level falls when grace is over.

    The partner sees it once notice is given. `effective_on` is the first day of the lower level, unless it recovers.
    """

    REF_KIND = "DEM"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="demotions")
    from_tier = TenantForeignKey("programs.Tier", models.PROTECT, related_name="+")
    to_tier = TenantForeignKey("programs.Tier", models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, default="proposed")
    to_keep = models.CharField(_("what keeps the level"), max_length=400, blank=True)
    decision_id = models.UUIDField(null=True)
    found_on = models.DateField(_("found"))
    noticed_on = models.DateField(_("notice given"), null=True)
    grace_from = models.DateField(_("grace begins"), null=True)
    effective_on = models.DateField(_("falls on"), null=True)
    # The last reminder, in days before the level falls.
    reminded_at_days = models.PositiveSmallIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=160, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_when="noticed_on IS NOT NULL"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="demotion_ref"),
            models.UniqueConstraint(
                fields=["vendor", "partnership"],
                condition=models.Q(status__in=["proposed", "noticed"]),
                name="demotion_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["noticed", "applied"])
                | models.Q(noticed_on__isnull=False, effective_on__gte=F("noticed_on")),
                name="demotion_noticed_dated",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "status", "effective_on"], name="demotion_due")]


class TierPin(TenantModel):
    """A promise that a partnership keeps its level up to a day, whatever the figures: reviews pass over it until then."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="tier_pins")
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=400)
    pinned_by = models.CharField(max_length=160)
    pinned_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(
                fields=["vendor", "partnership"], condition=models.Q(lifted_at=None), name="tier_pin_once"
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
