from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel
from programs.enums import Side


class JourneyTemplate(RefModel):
    """One version of the steps partners of a type, or of one program, go through after signing, within a window of days.

    A draft is neither in use nor replaced. What is in use never changes: a new version replaces it.
    """

    REF_KIND = "JRT"

    type = models.CharField(_("partnership type"), max_length=20, choices=PartnershipType.choices)
    program = TenantForeignKey("programs.Program", models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("version"), default=1, db_default=1)
    name = models.CharField(_("name"), max_length=120)
    window_days = models.PositiveSmallIntegerField(_("window in days"), default=90)
    is_sequential = models.BooleanField(_("each stage waits for the one before"), default=False, db_default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="journey_template_ref"),
            models.UniqueConstraint(
                fields=["vendor", "type", "program"], condition=models.Q(is_active=True), nulls_distinct=False,
                name="journey_template_in_use",
            ),
            models.UniqueConstraint(
                fields=["vendor", "type", "program"], condition=models.Q(is_active=False, replaced_at=None),
                nulls_distinct=False, name="journey_template_draft",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return not self.is_active and self.replaced_at is None


class PlannedStep(models.Model):
    """What a step says, in a template and in a journey alike.

    `vendor_role` and `partner_role` own it on either side; empty means the channel manager, and anybody of the partner.
    `opens` names the areas of the portal that stay closed until it is done.
    """

    position = models.PositiveSmallIntegerField(_("position"))
    stage = models.CharField(_("stage"), max_length=60, blank=True, default="", db_default="")
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=120)
    instructions = models.TextField(_("instructions"), blank=True, default="", db_default="")
    side = models.CharField(_("whose turn"), max_length=10, choices=Side.choices)
    vendor_role = models.CharField(_("who of us"), max_length=20, blank=True, default="", db_default="")
    partner_role = models.CharField(_("who of the partner"), max_length=20, blank=True, default="", db_default="")
    due_days = models.PositiveSmallIntegerField(_("due, days after signing"))
    is_required = models.BooleanField(_("required"), default=True)
    opens = ArrayField(
        models.CharField(max_length=40), verbose_name=_("opens"), default=list, blank=True, db_default=[]
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def plan(self) -> dict[str, Any]:
        """All it says but its place."""
        names = [field.name for field in PlannedStep._meta.local_fields if field.name != "position"]
        return {name: getattr(self, name) for name in names}


class StepTemplate(PlannedStep, TenantModel):
    """One step of a template: its kind, whose turn it is and how many days after signing it is due."""

    template = TenantForeignKey(JourneyTemplate, models.CASCADE, related_name="steps")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "template", "position"], name="step_template_position"),
        ]
        ordering = ["position"]


class OnboardingForm(RefModel):
    """A form that steps of kind form ask to fill in. Its questions are edited under Settings; steps name it by its ref."""

    REF_KIND = "OBF"

    name = models.CharField(_("name"), max_length=120)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="onboarding_form_ref"),
        ]

    def __str__(self) -> str:
        return self.name


class Journey(TenantModel):
    """One partnership's onboarding. It starts to run, and its steps get their dates, when the agreement is signed.

    `window_ends_on` is moved on by the days we were the ones waited for (rules/window.py); the night after it has come,
    `closed_on` and the counts beside it are written, once. `expected_*`: somebody let figures be expected of the partner
    before its people were enabled.
    """

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="journeys")
    name = models.CharField(max_length=120)
    template_number = models.PositiveSmallIntegerField(default=1, db_default=1)
    is_sequential = models.BooleanField(default=False, db_default=False)
    window_days = models.PositiveSmallIntegerField()
    started_on = models.DateField(null=True)
    window_ends_on = models.DateField(null=True)
    completed_at = models.DateTimeField(null=True)
    vendor_delay_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    closed_on = models.DateField(null=True)
    closed_required = models.PositiveSmallIntegerField(null=True)
    closed_done = models.PositiveSmallIntegerField(null=True)
    closed_waived = models.PositiveSmallIntegerField(null=True)
    expected_at = models.DateTimeField(null=True)
    expected_by = models.CharField(max_length=160, blank=True, default="", db_default="")
    expected_reason = models.CharField(max_length=400, blank=True, default="", db_default="")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "partnership"], name="journey_once"),
        ]
        indexes = [models.Index(fields=["vendor", "completed_at", "window_ends_on"], name="journey_running")]

    def __str__(self) -> str:
        return self.name


class OnboardingStep(PlannedStep, RefModel):
    """One step of one journey. A portal may complete its own (a passed course, a filled profile).

    `meets_at` is when a meeting is agreed for. `told` counts what has been sent about its date: 1 it comes, 2 it has
    passed and our owner knows, 3 the chief knows as well.
    """

    REF_KIND = "STP"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey(
        "programs.Partnership", models.PROTECT, with_partner=True, related_name="onboarding_steps"
    )
    journey = TenantForeignKey(Journey, models.CASCADE, related_name="steps")
    due_on = models.DateField(null=True)
    status = models.CharField(max_length=20, default="pending")
    completed_at = models.DateTimeField(null=True)
    completed_by = models.CharField(max_length=160, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    meets_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="onboarding_step_ref"),
            models.UniqueConstraint(fields=["vendor", "journey", "position"], name="onboarding_step_position"),
        ]
        indexes = [models.Index(fields=["vendor", "partnership", "kind"], name="onboarding_step_kind")]
        ordering = ["position"]


class HandIn(TenantModel):
    """What a partner handed in for one step: words, a form's answers or a file; and what we said to it."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    step = TenantForeignKey(OnboardingStep, models.CASCADE, with_partner=True, related_name="hand_ins")
    note = models.CharField(_("note"), max_length=400, blank=True)
    form_version = models.UUIDField(null=True)
    answers = models.JSONField(default=dict)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.CharField(max_length=160)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=160, blank=True)
    is_accepted = models.BooleanField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [RowSecurity(portal="own", portal_grants="SELECT, INSERT")]
        indexes = [models.Index(fields=["vendor", "step", "-handed_in_at"], name="hand_in_step")]
        ordering = ["-handed_in_at"]

    def __str__(self) -> str:
        return str(self.step)


class CommercialEvent(TenantModel):
    """Something a partner did that counts as business, once we accepted it. `acted_at` is when the partner acted.

    `is_strict`: of the strict list (a registration later approved, a referral later accepted, a settled marketplace
    transaction); the others extend it for types that list cannot serve. `source_id` is the row it was.
    """

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey(
        "programs.Partnership", models.PROTECT, with_partner=True, related_name="commercial_events"
    )
    kind = models.CharField(max_length=40)
    is_strict = models.BooleanField()
    source_id = models.UUIDField()
    acted_at = models.DateTimeField()
    accepted_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "kind", "source_id"], name="commercial_event_once"),
        ]
        indexes = [models.Index(fields=["vendor", "partnership", "acted_at"], name="commercial_event_first")]
        ordering = ["acted_at"]

    def __str__(self) -> str:
        return self.kind
