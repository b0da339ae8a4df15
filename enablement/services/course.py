"""Courses and their lessons: written, put in order, published, retired."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from enablement.enums import LessonKind
from enablement.events import CoursePublished
from enablement.lifecycle import COURSE
from enablement.models import Course, Lesson, LessonDone, Question, Quiz
from enablement.permissions import LearningPermission
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit


@transaction.atomic
def save_course(
    course: Course | None, *, title: str, summary: str, types: list[str], actor: Actor, at: datetime
) -> Course:
    """A new course as a draft, or the head of one. No event: partners hear of it when it is published."""
    may_edit(actor)
    row = course or Course(status=COURSE.initial)
    row.title, row.summary, row.types = title, summary, types
    row.save()
    record(row, "course.saved", actor=actor, at=at, summary=title)
    return row


@transaction.atomic
def save_lesson(
    course: Course, lesson: Lesson | None, *, content: Mapping[str, Any], actor: Actor, at: datetime
) -> Lesson:
    """A new lesson at the end, or changed words of one. `content`: title, kind, body, file, link, minutes.

    Raises Invalid where what its kind shows is missing. On a published course it is there at once.
    """
    may_edit(actor)
    missing = {"page": "body", "file": "file", "link": "link"}[content["kind"]]
    if not content.get(missing):
        raise Invalid(_("The lesson is empty."), fields={missing: _("Missing.")})
    held = Course.objects.select_for_update().get(pk=course.pk)
    if lesson is None:
        last = Lesson.objects.filter(course=held).aggregate(last=Max("position"))["last"] or 0
        lesson = Lesson(course=held, position=last + 1)
    lesson.title, lesson.kind, lesson.minutes = content["title"], content["kind"], content["minutes"]
    lesson.body = content.get("body") or ""
    lesson.file = content.get("file") if lesson.kind == LessonKind.FILE else None
    lesson.link = (content.get("link") or "") if lesson.kind == LessonKind.LINK else ""
    lesson.is_live = held.published_at is not None
    lesson.save()
    record(held, "course.lesson_saved", actor=actor, at=at, summary=lesson.title)
    return lesson


@transaction.atomic
def move_lesson(lesson: Lesson, *, up: bool, actor: Actor, at: datetime) -> Lesson:
    """Changes places with its neighbor; the first and the last stay where they are."""
    may_edit(actor)
    Course.objects.select_for_update().get(pk=lesson.course_id)
    row: Lesson = Lesson.objects.get(pk=lesson.pk)
    others = Lesson.objects.filter(course_id=row.course_id)
    near = (
        others.filter(position__lt=row.position).order_by("-position")
        if up
        else others.filter(position__gt=row.position).order_by("position")
    ).first()
    if near is not None:
        row.position, near.position = near.position, row.position
        row.save(update_fields=["position"])
        near.save(update_fields=["position"])
        record(row.course, "course.lesson_moved", actor=actor, at=at, summary=row.title)
    return row


@transaction.atomic
def remove_lesson(lesson: Lesson, *, actor: Actor, at: datetime) -> None:
    """Takes a lesson out. Refuses one that somebody has done: their record names it."""
    may_edit(actor)
    if LessonDone.objects.filter(lesson=lesson).exists():
        raise Refused(_("People have done this lesson; change its words instead."))
    record(lesson.course, "course.lesson_removed", actor=actor, at=at, summary=lesson.title)
    Lesson.objects.get(pk=lesson.pk).delete()


@transaction.atomic
def publish_course(course: Course, *, actor: Actor, at: datetime) -> Course:
    """Shows it to partners. Refuses a course without lessons or with too few questions. Emits CoursePublished."""
    row = Course.objects.select_for_update().get(pk=course.pk)
    transition = COURSE.check(row, "publish", actor)
    if problems := problems_of_course(row):
        raise Refused(" ".join(problems))
    row.status, row.published_at = transition.target, row.published_at or at
    row.save(update_fields=["status", "published_at"])
    Lesson.objects.filter(course=row).update(is_live=True)
    Quiz.objects.filter(course=row).update(is_live=True)
    record(row, "course.published", actor=actor, at=at)
    emit(CoursePublished(course_id=row.pk), at=at)
    return row


@transaction.atomic
def retire_course(course: Course, *, actor: Actor, at: datetime) -> Course:
    """Nobody begins it any more; those who have begun may finish."""
    row = Course.objects.select_for_update().get(pk=course.pk)
    row.status = COURSE.check(row, "retire", actor).target
    row.save(update_fields=["status"])
    record(row, "course.retired", actor=actor, at=at)
    return row


def problems_of_course(course: Course) -> list[str]:
    """Why a course could not be published; empty when it can."""
    problems = []
    if not Lesson.objects.filter(course=course).exists():
        problems.append(_("There is no lesson yet."))
    quiz = Quiz.objects.filter(course=course).first()
    if quiz is not None:
        pool = Question.objects.filter(quiz=quiz, retired_at=None).count()
        if pool < quiz.draws:
            problems.append(
                _("The quiz draws %(draws)s questions, the pool has %(pool)s.") % {"draws": quiz.draws, "pool": pool}
            )
    return problems


def may_edit(actor: Actor) -> None:
    if not actor.can(LearningPermission.EDIT):
        raise Forbidden(_("You may not change courses."))
