"""Certifications, who holds them, and what they count for."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from enablement.models import Award, Certification, CertificationCourse, Course


def certifications_for_list() -> QuerySet[Certification]:
    valid = Count("awards", filter=Q(awards__status="valid"), distinct=True)
    courses = Prefetch("requirements", CertificationCourse.objects.select_related("course"))
    return Certification.objects.annotate(holders=valid).prefetch_related(courses)


def certification_by_ref(ref: str) -> Certification | None:
    return certifications_for_list().filter(ref=ref).first()


def awards_with_names() -> QuerySet[Award]:
    return Award.objects.select_related("certification", "partner", "member")


def awards_of_member(member_id: UUID | None) -> QuerySet[Award]:
    """A person's certificates, those that hold first."""
    return awards_with_names().filter(member_id=member_id).order_by("-status", "-expires_on")


def renewable_until(course: Course, member_id: UUID | None) -> date | None:
    """The last day of the newest award that asks for this course; None where the person has earned none."""
    rows = Award.objects.filter(member_id=member_id, certification__requirements__course=course)
    return rows.exclude(status="revoked").order_by("-expires_on").values_list("expires_on", flat=True).first()


def valid_on(day: date) -> Q:
    """Awards that held on a day, whatever has become of them since."""
    return Q(awarded_on__lte=day, expires_on__gte=day) & (Q(revoked_on=None) | Q(revoked_on__gt=day))


def certifications_of_course(course: Course) -> QuerySet[Certification]:
    """What completing it counts towards."""
    return Certification.objects.filter(requirements__course=course, is_active=True).order_by("name")


def award_by_ref(ref: str) -> Award | None:
    return awards_with_names().filter(ref=ref).first()
