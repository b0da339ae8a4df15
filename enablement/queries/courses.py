"""Courses as they are offered, and the library."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from enablement.models import Course, Lesson, Question, Quiz, Resource
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
    rows = courses_with_size().filter(meant_for(types_of_partner(partner_id)), status="published")
    return rows.order_by("title")


def courses_with_size() -> QuerySet[Course]:
    """With how many lessons they have and how many minutes those take."""
    return Course.objects.annotate(lesson_count=Count("lessons"), minutes=Sum("lessons__minutes"))


def course_by_ref(ref: str) -> Course | None:
    return Course.objects.filter(ref=ref).first()


def lessons_of(course: Course) -> QuerySet[Lesson]:
    return Lesson.objects.filter(course=course).select_related("file").order_by("position")


def quiz_of(course: Course) -> Quiz | None:
    return Quiz.objects.filter(course=course).first()


def questions_of(quiz: Quiz | None) -> QuerySet[Question]:
    """The pool as it is drawn from now. The vendor's side only."""
    return Question.objects.filter(quiz=quiz, retired_at=None).order_by("pk")


def lesson_by_ref(ref: str) -> Lesson | None:
    return Lesson.objects.select_related("course", "file").filter(ref=ref).first()


def question_by_ref(ref: str) -> Question | None:
    return Question.objects.select_related("quiz__course").filter(ref=ref, retired_at=None).first()


def resources_for_list() -> QuerySet[Resource]:
    return Resource.objects.select_related("file")


def resources_for_partner(partner_id: UUID, today: date) -> QuerySet[Resource]:
    """The library as a partner sees it: published, not run out, meant for one of its types."""
    shown = Q(expires_on=None) | Q(expires_on__gte=today)
    return resources_for_list().filter(shown, meant_for(types_of_partner(partner_id)), status="published")
