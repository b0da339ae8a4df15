from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.rules.amendment import amendment_source
from agreements.rules.parameters import effective
from agreements.rules.terms import Term
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel

# What a portal may change of an agreement it can see: what signing and asking for changes write, never its terms.
PORTAL_WRITES = (
    "SELECT, UPDATE (status, partner_signed_at, change_request, notice_given_on, notice_given_by, action_on, seats, turn,"
    " asked_at, asked_times)"
)


class Agreement(RefModel):
    """One paper with one partnership, from its draft to its end.

    `text` is what both sides sign, frozen when it is sent, and `text_sha256` its hash; terms are the version's, with
    `negotiated` before them. Template name and version number stand here too: a portal never reads templates.
    """

    REF_KIND = "AGR"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="agreements")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="agreements")
    template = TenantForeignKey("agreements.AgreementTemplate", models.PROTECT, related_name="agreements")
    version = TenantForeignKey("agreements.TemplateVersion", models.PROTECT, related_name="agreements")
    title = models.CharField(_("title"), max_length=160)
    version_number = models.PositiveSmallIntegerField(_("version"))
    # Set when a newer version of the template is published before this one is signed by both.
    superseded_by = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=20, default="draft")
    standard = models.JSONField(default=dict)
    negotiated = models.JSONField(default=dict)
    negotiated_why = models.CharField(_("why"), max_length=400, blank=True)
    change_request = models.TextField(_("changes asked for"), blank=True)
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    # How often it was sent: each time asks for assent anew, where the words are the same too.
    sending = models.PositiveSmallIntegerField(default=0, db_default=0)
    # How many sign for the partner in an order, and whose turn it is; none named: whoever may sign, signs.
    seats = models.PositiveSmallIntegerField(default=0, db_default=0)
    turn = models.PositiveSmallIntegerField(default=0, db_default=0)
    asked_at = models.DateTimeField(null=True)
    asked_times = models.PositiveSmallIntegerField(default=0, db_default=0)
    partner_signed_at = models.DateTimeField(null=True)
    executed_at = models.DateTimeField(null=True)
    effective_on = models.DateField(_("in force from"), null=True)
    run = models.PositiveSmallIntegerField(default=1)
    ends_on = models.DateField(_("ends on"), null=True)
    action_on = models.DateField(_("act by"), null=True)
    notice_given_on = models.DateField(null=True)
    notice_given_by = models.CharField(max_length=160, blank=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=400, blank=True)
    renews = TenantForeignKey("agreements.Agreement", models.PROTECT, null=True, blank=True, related_name="successors")
    # The agreement it changes, where it is an amendment; its own terms are the `negotiated` ones, and it ends with it.
    amends = TenantForeignKey("agreements.Agreement", models.PROTECT, null=True, blank=True, related_name="amendments")
    added_words = models.TextField(_("in words"), blank=True, db_default="")
    # The scan of what both sides signed by hand, where it was signed on paper; its hash stands with the file.
    paper_file = TenantForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    sealed_file = TenantForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    sealed_sha256 = models.CharField(max_length=64, blank=True)
    # The import that brought it along when the vendor went live; its words are those of the paper, not of the version.
    migrated_by = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_when="sent_at IS NOT NULL", portal_grants=PORTAL_WRITES),
            models.UniqueConstraint(fields=["vendor", "ref"], name="agreement_ref"),
            # One paper in the making and one in force for each partnership.
            models.UniqueConstraint(
                fields=["vendor", "partnership"],
                condition=Q(status__in=["draft", "negotiation", "declined", "sent", "partly_signed"]),
                name="agreement_making_once",
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | ~Q(text_sha256=""), name="agreement_sent_has_text"),
            models.CheckConstraint(
                condition=Q(executed_at=None)
                | Q(effective_on__isnull=False, ends_on__gte=F("effective_on"), action_on__lte=F("ends_on")),
                name="agreement_executed_has_term",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "status", "action_on"], name="agreement_action"),
            models.Index(fields=["vendor", "partnership", "-executed_at"], name="agreement_partnership"),
            models.Index(fields=["vendor", "version"], name="agreement_version"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def terms(self) -> dict[str, int | bool]:
        """What holds: negotiated before standard."""
        return effective(self.standard, self.negotiated)

    @property
    def source(self) -> str:
        """The template text it is made from: the version's, or an amendment's own."""
        if self.amends_id is not None:
            return amendment_source(self.negotiated, self.added_words)
        return str(self.version.body)

    @property
    def term(self) -> Term:
        """From its first day to the last of the present run. Only an executed agreement has one."""
        if self.effective_on is None or self.ends_on is None or self.action_on is None:
            raise ValueError(f"{self.ref} is not executed, so it has no term")
        return Term(self.effective_on, self.ends_on, self.action_on)

    @property
    def renews_by_itself(self) -> bool:
        return bool(self.terms["auto_renew"])


class Reminder(TenantModel):
    """One reminder that went out, so that none goes out twice."""

    agreement = TenantForeignKey(Agreement, models.CASCADE, related_name="reminders")
    action_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(
                fields=["vendor", "agreement", "action_on", "days"], name="agreement_reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} d"
