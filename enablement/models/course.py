from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from enablement.enums import LessonKind
from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Course(RefModel):
    """Lessons in order, with a quiz or without. Partners see it once it is published."""

    REF_KIND = "CRS"

    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), blank=True)
    # Empty: for every type.
    types = ArrayField(
        models.CharField(max_length=20, choices=PartnershipType.choices), verbose_name=_("for partnerships of type"),
        default=list, blank=True,
    )  # fmt: skip
    status = models.CharField(max_length=20, default="draft")
    published_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor", portal_when="published_at IS NOT NULL"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="course_ref"),
        ]
        indexes = [models.Index(fields=["vendor", "status", "title"], name="course_status")]

    def __str__(self) -> str:
        return self.title


class Lesson(RefModel):
    """One step of a course: text to read, a file, or a link."""

    REF_KIND = "LSN"

    course = TenantForeignKey(Course, models.CASCADE, related_name="lessons")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=LessonKind.choices, default=LessonKind.PAGE)
    body = models.TextField(_("text"), blank=True)
    file = TenantForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(_("link"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    # Follows the course: a portal's policy reads this row alone.
    is_live = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor", portal_when="is_live"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="lesson_ref"),
            models.UniqueConstraint(
                fields=["vendor", "course", "position"], name="lesson_position", deferrable=models.Deferrable.DEFERRED
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title
