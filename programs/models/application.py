from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel
from programs.enums import Recommendation


class Application(RefModel):
    """An organization's request to join a program. Until it is approved there is no partner and no partnership."""

    REF_KIND = "APP"

    program = TenantForeignKey("programs.Program", models.PROTECT, related_name="applications")
    type = models.CharField(_("partnership type"), max_length=20, choices=PartnershipType.choices)
    status = models.CharField(max_length=20, default="draft")
    company_name = models.CharField(_("company"), max_length=160)
    domain = models.CharField(_("web domain"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("state or region"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    contact_name = models.CharField(_("your name"), max_length=120)
    contact_email = models.EmailField(_("your e-mail"))
    contact_title = models.CharField(_("your job title"), max_length=80, blank=True)
    segments = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    technical_people = models.PositiveIntegerField(_("technical people"), null=True, blank=True)
    sales_people = models.PositiveIntegerField(_("sales people"), null=True, blank=True)
    # The rest of the form by question, then what the vendor asks besides; `form_version` says how that was asked.
    answers = models.JSONField(default=dict)
    own_answers = models.JSONField(default=dict)
    form_version = models.UUIDField(null=True)
    owner = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=160, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    override_reason = models.TextField(_("why against the score"), blank=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    recommendation = models.CharField(_("recommendation"), max_length=10, choices=Recommendation.choices, blank=True)
    decision_id = models.UUIDField(null=True)
    # Partners, prospects and applications that may be the same company, when it was submitted.
    look_alikes = models.JSONField(default=list, db_column="same_domain")
    # What in its relations to other vendors stands against us, in words.
    conflicts = ArrayField(models.CharField(max_length=200), default=list, db_default=[], blank=True)
    # When a draft was last kept, and whether its end was told since: see services/drafts.py.
    saved_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    partner = TenantForeignKey("partners.Partner", models.PROTECT, null=True, blank=True, related_name="applications")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="application_ref"),
        ]
        indexes = [
            models.Index(fields=["vendor", "status", "submitted_at"], name="application_queue"),
            models.Index(fields=["vendor", "domain"], name="application_domain"),
        ]

    def __str__(self) -> str:
        return self.company_name


class CriterionScore(TenantModel):
    """One criterion of an application's scorecard: what the rule proposed, what a person made of it and why."""

    application = TenantForeignKey(Application, models.CASCADE, related_name="criterion_scores")
    criterion = models.CharField(_("criterion"), max_length=40)
    # What the vendor calls a criterion of its own; ours are translated.
    own_label = models.CharField(max_length=120, blank=True, default="", db_default="")
    weight = models.PositiveSmallIntegerField(_("weight"))
    proposed = models.PositiveSmallIntegerField(_("proposed score"))
    proposed_because = models.CharField(max_length=400)
    score = models.PositiveSmallIntegerField(_("score"))
    evidence = models.TextField(_("evidence"), blank=True)
    scored_by = models.CharField(max_length=160)
    scored_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "application", "criterion"], name="criterion_once"),
            models.CheckConstraint(
                condition=models.Q(score__lte=5, proposed__lte=5, weight__lte=100), name="criterion_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"
