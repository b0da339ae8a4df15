from django.db import models

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Enrolment(TenantModel):
    """One person on one course, from the first look to the end. Taking it again to renew is another round."""

    course = TenantForeignKey("enablement.Course", models.PROTECT, related_name="enrolments")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="enrolments")
    member = TenantForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=20, default="started")
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "course", "member", "round"], name="enrolment_once"),
        ]
        indexes = [models.Index(fields=["vendor", "member", "status"], name="enrolment_member")]

    def __str__(self) -> str:
        return f"{self.member}: {self.course}"


class LessonDone(TenantModel):
    """A person has done a lesson."""

    enrolment = TenantForeignKey(Enrolment, models.CASCADE, with_partner=True, related_name="lessons_done")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    lesson = TenantForeignKey("enablement.Lesson", models.CASCADE, related_name="+")
    done_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT"),
            models.UniqueConstraint(fields=["vendor", "enrolment", "lesson"], name="lesson_done_once"),
        ]

    def __str__(self) -> str:
        return str(self.lesson_id)
