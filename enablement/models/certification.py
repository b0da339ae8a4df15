import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from prm.lib.ids import ALPHABET
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


def make_code() -> str:
    """What stands on a certificate to verify it: sixteen characters nobody can guess, in groups for the telephone."""
    letters = "".join(secrets.choice(ALPHABET) for _position in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


class Certification(RefModel):
    """What a person earns by completing all its courses; it holds for so many months."""

    REF_KIND = "CRT"

    name = models.CharField(_("name"), max_length=160)
    summary = models.TextField(_("summary"), blank=True)
    validity_months = models.PositiveSmallIntegerField(_("valid for, months"), default=12)
    is_active = models.BooleanField(_("awarded"), default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="certification_ref"),
            models.UniqueConstraint(fields=["vendor", "name"], name="certification_name"),
            models.CheckConstraint(
                condition=Q(validity_months__gte=1, validity_months__lte=120), name="certification_validity"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CertificationCourse(TenantModel):
    """A course a certification asks for."""

    certification = TenantForeignKey(Certification, models.CASCADE, related_name="requirements")
    course = TenantForeignKey("enablement.Course", models.PROTECT, related_name="certifications")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "certification", "course"], name="certification_course_once"),
        ]

    def __str__(self) -> str:
        return str(self.course_id)


class Award(RefModel):
    """One certification earned by one person, until a day. A renewal is a new one that takes its place."""

    REF_KIND = "AWD"

    certification = TenantForeignKey(Certification, models.PROTECT, related_name="awards")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="awards")
    member = TenantForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    holder_name = models.CharField(_("holder"), max_length=120)
    status = models.CharField(max_length=20, default="valid")
    code = models.CharField(max_length=19, default=make_code)
    awarded_at = models.DateTimeField()
    awarded_on = models.DateField(_("awarded"))
    expires_on = models.DateField(_("valid to"))
    renews = TenantForeignKey("enablement.Award", models.PROTECT, null=True, blank=True, related_name="+")
    revoked_on = models.DateField(null=True)
    revoked_why = models.CharField(max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="award_ref"),
            models.UniqueConstraint(fields=["vendor", "code"], name="award_code"),
            models.UniqueConstraint(
                fields=["vendor", "certification", "member"], condition=Q(status="valid"), name="award_valid_once"
            ),
            models.CheckConstraint(condition=Q(expires_on__gte=F("awarded_on")), name="award_days"),
        ]
        indexes = [
            models.Index(fields=["vendor", "partner", "expires_on"], name="award_partner"),
            models.Index(fields=["vendor", "status", "expires_on"], name="award_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name}: {self.certification}"


class AwardReminder(TenantModel):
    """One reminder that went out, so that none goes out twice."""

    award = TenantForeignKey(Award, models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "award", "days"], name="award_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.days} d"
