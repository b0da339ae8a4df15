from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Program(RefModel):
    """The type-specific frame partners join: its tiers, requirements and benefits.

    What its tiers ask and give stands in dated versions (ProgramVersion), so that the past keeps its terms.
    """

    REF_KIND = "PRG"

    name = models.CharField(_("name"), max_length=120)
    type = models.CharField(_("partnership type"), max_length=20, choices=PartnershipType.choices)
    summary = models.TextField(_("summary"), blank=True)
    status = models.CharField(max_length=20, default="draft")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    # The ideal profile applications are compared with.
    ideal_segments = ArrayField(
        models.CharField(max_length=40), verbose_name=_("customer segments we want"), default=list, blank=True
    )
    ideal_technical_people = models.PositiveIntegerField(_("technical people a good partner has"), default=3)
    ideal_sales_people = models.PositiveIntegerField(_("sales people a good partner has"), default=3)
    qualify_at = models.PositiveSmallIntegerField(_("qualifies from"), default=60)
    # Terms that change for members are told so many days before they hold.
    notice_days = models.PositiveSmallIntegerField(_("notice of changed terms, in days"), default=30, db_default=30)
    hold_at = models.PositiveSmallIntegerField(_("held from"), default=40)
    # How applicants are scored where that differs from the type's usual, see rules/scorecard.py; whom it takes at all,
    # see rules/eligibility.py; and vendors whose partners would be torn between them and us.
    scorecard = models.JSONField(default=dict, db_default={})
    eligibility = models.JSONField(default=dict, db_default={})
    competitors = ArrayField(
        models.CharField(max_length=80), verbose_name=_("competitors"), default=list, db_default=[], blank=True
    )

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor", public_when="status = 'open'"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="program_ref"),
            models.UniqueConstraint(fields=["vendor", "name"], name="program_name"),
            models.CheckConstraint(
                condition=models.Q(qualify_at__lte=100, hold_at__lte=models.F("qualify_at")), name="program_thresholds"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tier(TenantModel):
    """One level of a program; rank 1 is the entry level."""

    program = TenantForeignKey(Program, models.PROTECT, related_name="tiers")
    name = models.CharField(_("name"), max_length=60)
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor", public_when="true"),
            models.UniqueConstraint(fields=["vendor", "program", "rank"], name="tier_rank"),
            models.UniqueConstraint(fields=["vendor", "program", "name"], name="tier_name"),
        ]
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name
