from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel
from programs.enums import Side


class JourneyTemplate(RefModel):
    """The steps partners of a type go through after signing, within a window of days."""

    REF_KIND = "JRT"

    type = models.CharField(_("partnership type"), max_length=20, choices=PartnershipType.choices)
    name = models.CharField(_("name"), max_length=120)
    window_days = models.PositiveSmallIntegerField(_("window in days"), default=90)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="journey_template_ref"),
            models.UniqueConstraint(
                fields=["vendor", "type"], condition=models.Q(is_active=True), name="journey_template_type"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StepTemplate(TenantModel):
    """One step of a template: its kind, whose turn it is and how many days after signing it is due."""

    template = TenantForeignKey(JourneyTemplate, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=120)
    side = models.CharField(_("whose turn"), max_length=10, choices=Side.choices)
    due_days = models.PositiveSmallIntegerField(_("due, days after signing"))
    is_required = models.BooleanField(_("required"), default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "template", "position"], name="step_template_position"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class Journey(TenantModel):
    """One partnership's onboarding. It starts to run, and its steps get their dates, when the agreement is signed."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="journeys")
    name = models.CharField(max_length=120)
    window_days = models.PositiveSmallIntegerField()
    started_on = models.DateField(null=True)
    window_ends_on = models.DateField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "partnership"], name="journey_once"),
        ]
        indexes = [models.Index(fields=["vendor", "completed_at", "window_ends_on"], name="journey_running")]

    def __str__(self) -> str:
        return self.name


class OnboardingStep(RefModel):
    """One step of one journey. A portal may complete its own (a passed course, a filled profile)."""

    REF_KIND = "STP"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey(
        "programs.Partnership", models.PROTECT, with_partner=True, related_name="onboarding_steps"
    )
    journey = TenantForeignKey(Journey, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=120)
    side = models.CharField(max_length=10, choices=Side.choices)
    due_days = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)
    is_required = models.BooleanField(default=True)
    status = models.CharField(max_length=20, default="pending")
    completed_at = models.DateTimeField(null=True)
    completed_by = models.CharField(max_length=160, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="onboarding_step_ref"),
            models.UniqueConstraint(fields=["vendor", "journey", "position"], name="onboarding_step_position"),
        ]
        indexes = [models.Index(fields=["vendor", "partnership", "kind"], name="onboarding_step_kind")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title
