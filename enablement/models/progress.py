from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Enrolment(TenantModel):
    """One person on one course, from its assignment or first lesson to the end. Taking it again is another round."""

    course = TenantForeignKey("enablement.Course", models.PROTECT, related_name="enrolments")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="enrolments")
    member = TenantForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=20, default="started")
    started_at = models.DateTimeField(null=True)
    assigned_by = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    completed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "course", "member", "round"], name="enrolment_once"),
            models.CheckConstraint(
                condition=models.Q(status="assigned") | models.Q(started_at__isnull=False), name="enrolment_started"
            ),
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
