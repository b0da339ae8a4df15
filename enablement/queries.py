"""Named reads of courses, progress and awards."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from enablement.models import (
    Attempt,
    Award,
    Certification,
    CertificationCourse,
    Course,
    Enrolment,
    Lesson,
    LessonDone,
    Quiz,
    Resource,
)
from programs.models import Partnership


def types_of_partner(partner_id: UUID) -> set[str]:
    """The types a partner works in with us, those still to be signed too: learning may begin before."""
    rows = Partnership.objects.filter(partner_id=partner_id).exclude(status="ended")
    return set(rows.values_list("type", flat=True))


def meant_for(types: Iterable[str]) -> Q:
    """Rows for everybody, or for one of the types."""
    return Q(types=[]) | Q(types__overlap=list(types))


def courses_for_list() -> QuerySet[Course]:
    return Course.objects.annotate(
        lesson_count=Count("lessons", distinct=True), learner_count=Count("enrolments", distinct=True)
    )


def courses_for_partner(partner_id: UUID) -> QuerySet[Course]:
    """What a partner's people are offered: published, and meant for one of its types."""
    rows = Course.objects.filter(meant_for(types_of_partner(partner_id)), status="published")
    return rows.annotate(lesson_count=Count("lessons", distinct=True)).order_by("title")


def course_by_ref(ref: str) -> Course | None:
    return Course.objects.filter(ref=ref).first()


def lessons_of(course: Course) -> QuerySet[Lesson]:
    return Lesson.objects.filter(course=course).select_related("file").order_by("position")


def quiz_of(course: Course) -> Quiz | None:
    return Quiz.objects.filter(course=course).first()


def enrolment_of(course: Course, member_id: UUID | None) -> Enrolment | None:
    """A person's present round of a course."""
    rows = Enrolment.objects.filter(course=course, member_id=member_id).order_by("-round")
    return rows.select_related("course", "partner").first() if member_id else None


def enrolments_of_member(member_id: UUID | None) -> dict[UUID, Enrolment]:
    """A person's present rounds by course, each with how many lessons are done, in one query."""
    rows = Enrolment.objects.filter(member_id=member_id).annotate(done=Count("lessons_done", distinct=True))
    return {row.course_id: row for row in rows.order_by("round")}


def done_lessons(enrolment: Enrolment | None) -> set[UUID]:
    if enrolment is None:
        return set()
    return set(LessonDone.objects.filter(enrolment=enrolment).values_list("lesson_id", flat=True))


def attempts_of(enrolment: Enrolment | None) -> list[Attempt]:
    return list(Attempt.objects.filter(enrolment=enrolment).order_by("number")) if enrolment else []


def learners_of(course: Course) -> QuerySet[Enrolment]:
    """Everybody on a course, with lessons done, attempts and the best attempt's state."""
    attempts = Prefetch("attempts", Attempt.objects.order_by("number"))
    rows = Enrolment.objects.filter(course=course).select_related("member", "partner")
    return rows.annotate(done=Count("lessons_done", distinct=True)).prefetch_related(attempts)


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


def certified_people(partnership_ids: Iterable[UUID] | None, start: date, end: date) -> dict[UUID, Decimal]:
    """People of each partnership's partner who hold a certification on the last day of [start, end).

    One query for every partnership. Who has left the partner does not count.
    """
    rows = Award.objects.filter(valid_on(end - timedelta(days=1)), member__is_active=True)
    if partnership_ids is not None:
        rows = rows.filter(partner__partnerships__in=list(partnership_ids))
    counted = rows.values_list("partner__partnerships").annotate(people=Count("member", distinct=True))
    return {pk: Decimal(people) for pk, people in counted if pk is not None}


def resources_for_list() -> QuerySet[Resource]:
    return Resource.objects.select_related("file")


def resources_for_partner(partner_id: UUID, today: date) -> QuerySet[Resource]:
    """The library as a partner sees it: published, not run out, meant for one of its types."""
    shown = Q(expires_on=None) | Q(expires_on__gte=today)
    return resources_for_list().filter(shown, meant_for(types_of_partner(partner_id)), status="published")
