"""What a learner does: begin a course, do its lessons, finish it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enablement.events import CourseAssigned, CourseCompleted
from enablement.lifecycle import ENROLMENT
from enablement.models import Attempt, Course, Enrolment, Lesson, LessonDone, Quiz
from enablement.permissions import LearningPermission, PortalLearningPermission
from enablement.queries import enrolment_of, renewable_until
from enablement.rules.validity import RENEWAL_WINDOW
from prm.accounts.models import Membership
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused
from prm.outbox.services import emit
from programs.queries import vendor_day


@transaction.atomic
def begin_course(course: Course, *, actor: Actor, at: datetime) -> Enrolment:
    """The actor's enrolment, made on first use. Refuses a course that is not, or no longer, offered."""
    if not actor.can(PortalLearningPermission.LEARN) or actor.membership_id is None or actor.partner_id is None:
        raise Forbidden(_("Courses are taken by people of a partner."))
    known = enrolment_of(course, actor.membership_id)
    if known is not None:
        return known if known.status != "assigned" else _begin_assigned(known, actor=actor, at=at)
    if Course.objects.values_list("status", flat=True).get(pk=course.pk) != "published":
        raise Refused(_("This course is not offered any more."))
    row, is_new = Enrolment.objects.get_or_create(
        course=course, member_id=actor.membership_id, round=1,
        defaults={"partner_id": actor.partner_id, "status": ENROLMENT.initial, "started_at": at},
    )  # fmt: skip
    if is_new:
        record(row, "enrolment.started", actor=actor, at=at, summary=course.title, visible_to_partner=True)
    return row


def _begin_assigned(enrolment: Enrolment, *, actor: Actor, at: datetime) -> Enrolment:
    row: Enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if row.status == "assigned":
        row.status, row.started_at = ENROLMENT.check(row, "begin", actor).target, at
        row.save(update_fields=["status", "started_at"])
        record(row, "enrolment.started", actor=actor, at=at, summary=row.course.title, visible_to_partner=True)
    return row


@transaction.atomic
def assign_course(
    course: Course, members: Sequence[Membership], *, due_on: date | None, actor: Actor, at: datetime
) -> list[Enrolment]:
    """Puts a published course on people's lists, by a day where one is given. Who is on it already keeps the place.

    Raises Invalid for a past day or where nobody is left to assign it to. Emits CourseAssigned for each.
    """
    if not actor.can(LearningPermission.ASSIGN):
        raise Forbidden(_("You may not assign courses."))
    row = Course.objects.get(pk=course.pk)
    if row.status != "published":
        raise Refused(_("Publish the course before you assign it."))
    if due_on is not None and due_on < vendor_day(at):
        raise Invalid(_("The day has passed."), fields={"due_on": _("The day has passed.")})
    known = set(Enrolment.objects.filter(course=row).values_list("member_id", flat=True))
    fresh = [(member, member.partner_id) for member in members if member.pk not in known and member.partner_id]
    if not fresh:
        words = _("Everybody chosen is on this course already.")
        raise Invalid(words, fields={"members": words})
    assigned = []
    for member, partner_id in fresh:
        enrolment: Enrolment = Enrolment.objects.create(
            course=row, member=member, partner_id=partner_id, status="assigned", assigned_by=actor.label[:120],
            due_on=due_on,
        )  # fmt: skip
        record(enrolment, "enrolment.assigned", actor=actor, at=at, summary=row.title, visible_to_partner=True)
        event = CourseAssigned(course_id=row.pk, enrolment_id=enrolment.pk, member_id=member.pk, due_on=due_on)
        emit(event, at=at, partner_id=partner_id)
        assigned.append(enrolment)
    return assigned


@transaction.atomic
def take_again(course: Course, *, actor: Actor, at: datetime) -> Enrolment:
    """Another round, to renew a certification. Refuses before the present round is done and before the last 90 days."""
    latest = Enrolment.objects.select_for_update().get(pk=own_enrolment(course, actor).pk)
    if latest.status != "completed":
        raise Refused(_("You are on this course already."))
    ends = renewable_until(course, actor.membership_id)
    if ends is None or ends > vendor_day(at) + RENEWAL_WINDOW:
        raise Refused(_("A certification can be renewed in its last 90 days."))
    row: Enrolment = Enrolment.objects.create(
        course=course, member_id=latest.member_id, partner_id=latest.partner_id, round=latest.round + 1,
        status=ENROLMENT.initial, started_at=at,
    )  # fmt: skip
    record(row, "enrolment.started", actor=actor, at=at, summary=course.title, visible_to_partner=True)
    return row


@transaction.atomic
def complete_lesson(lesson: Lesson, *, actor: Actor, at: datetime) -> Enrolment:
    """Notes a lesson as done, once. The last one finishes a course without a quiz. May emit CourseCompleted."""
    enrolment = begin_course(lesson.course, actor=actor, at=at)
    _done, is_new = LessonDone.objects.get_or_create(
        enrolment=enrolment, lesson=lesson, defaults={"partner_id": enrolment.partner_id, "done_at": at}
    )
    if is_new:
        finish_when_done(enrolment, actor=actor, at=at)
    return Enrolment.objects.get(pk=enrolment.pk)


def finish_when_done(enrolment: Enrolment, *, actor: Actor, at: datetime) -> bool:
    """Completes the enrolment when every lesson is done and the quiz, if there is one, is passed."""
    row = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if row.status != "started" or missing_lessons(row) or not has_passed(row):
        return False
    row.status, row.completed_at = ENROLMENT.check(row, "complete", actor).target, at
    row.save(update_fields=["status", "completed_at"])
    record(row, "enrolment.completed", actor=actor, at=at, summary=row.course.title, visible_to_partner=True)
    event = CourseCompleted(course_id=row.course_id, enrolment_id=row.pk, member_id=row.member_id)
    emit(event, at=at, partner_id=row.partner_id)
    return True


def missing_lessons(enrolment: Enrolment) -> int:
    lessons = Lesson.objects.filter(course_id=enrolment.course_id).count()
    return lessons - LessonDone.objects.filter(enrolment=enrolment).count()


def has_passed(enrolment: Enrolment) -> bool:
    """Whether the quiz is passed; a course without one asks for nothing."""
    if not Quiz.objects.filter(course_id=enrolment.course_id).exists():
        return True
    return Attempt.objects.filter(enrolment=enrolment, status="passed").exists()


def own_enrolment(course: Course, actor: Actor) -> Enrolment:
    """The actor's own. Raises NotFound where there is none: nobody answers for another."""
    row = enrolment_of(course, actor.membership_id)
    if row is None:
        raise NotFound("")
    return row
