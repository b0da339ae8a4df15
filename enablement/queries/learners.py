"""Who is on which course, how far, and by when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from enablement.models import Attempt, Award, Course, Enrolment, LessonDone
from enablement.queries.courses import courses_for_partner, courses_with_size
from enablement.rules.validity import RENEWAL_WINDOW
from programs.models import OnboardingStep


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


def attempt_of_member(ref: str, member_id: UUID | None) -> Attempt | None:
    """A person's own attempt; anybody else's is as unknown as a made-up one."""
    rows = Attempt.objects.select_related("enrolment__course")
    return rows.filter(ref=ref, enrolment__member_id=member_id).first() if member_id else None


def enrolments_with_names() -> QuerySet[Enrolment]:
    """Everybody's present and past rounds, with how many of the lessons are done."""
    rows = Enrolment.objects.select_related("course", "partner", "member")
    return rows.annotate(
        done=Count("lessons_done", distinct=True), lesson_count=Count("course__lessons", distinct=True)
    )


@dataclass(frozen=True)
class MyCourse:
    """A course as one person sees it: how far, by when, and whether it is to be taken again."""

    course: Course
    enrolment: Enrolment | None
    done: int
    lessons: int
    minutes: int
    due_on: date | None
    # The last day of what taking it again renews.
    renew_by: date | None

    @property
    def state(self) -> str:
        return self.enrolment.status if self.enrolment else "open"

    @property
    def is_open(self) -> bool:
        return self.state != "completed"


def my_courses(partner_id: UUID, member_id: UUID, today: date) -> list[MyCourse]:
    """What a person is offered or is on: due first, then under way, then new, then done."""
    mine = enrolments_of_member(member_id)
    offered: dict[UUID, Any] = {course.pk: course for course in courses_for_partner(partner_id)}
    missing = set(mine) - set(offered)
    offered |= {course.pk: course for course in courses_with_size().filter(pk__in=missing)} if missing else {}
    asked, renewals = _asked_by_journey(partner_id), renewals_of_member(member_id, today)
    rows = []
    for course in offered.values():
        enrolment = mine.get(course.pk)
        is_done = enrolment is not None and enrolment.status == "completed"
        due = [day for day in (enrolment and enrolment.due_on, asked.get(course.ref)) if day]
        renew = renewals.get(course.pk) if is_done else None
        done = getattr(enrolment, "done", 0)
        size = (course.lesson_count, course.minutes or 0)
        rows.append(MyCourse(course, enrolment, done, *size, None if is_done else min(due, default=None), renew))
    return sorted(rows, key=_by_urgency)


def _by_urgency(row: MyCourse) -> tuple[bool, date, int, str]:
    order = ("started", "assigned", "open", "completed").index(row.state)
    return (not row.is_open and row.renew_by is None, row.due_on or row.renew_by or date.max, order, row.course.title)


def _asked_by_journey(partner_id: UUID) -> dict[str, date]:
    """Course ref -> the day the partner's first steps ask for it."""
    steps = OnboardingStep.objects.filter(partner_id=partner_id, kind="pass_course", due_on__isnull=False)
    open_steps = steps.exclude(status__in=("completed", "skipped")).exclude(subject="")
    found = open_steps.order_by("-due_on").values_list("subject", "due_on")
    return {subject: due_on for subject, due_on in found if due_on}


def renewals_of_member(member_id: UUID | None, today: date) -> dict[UUID, date]:
    """Courses to be taken again for an award that ends within 90 days, with its last day."""
    rows = Award.objects.filter(member_id=member_id, status__in=("valid", "expired"))
    ending = rows.filter(expires_on__lte=today + RENEWAL_WINDOW, expires_on__gte=today - timedelta(days=365))
    found = ending.values_list("certification__requirements__course_id", "expires_on", "awarded_at")
    latest = dict(
        Enrolment.objects.filter(member_id=member_id).order_by("round").values_list("course_id", "completed_at")
    )
    return {
        course_id: ends
        for course_id, ends, awarded_at in found.order_by("expires_on")
        if course_id and (done_at := latest.get(course_id)) and done_at <= awarded_at
    }


def course_for_learner(ref: str, partner_id: UUID, member_id: UUID | None) -> Course | None:
    """A course the person is offered, or is on although it is offered no more."""
    offered = courses_for_partner(partner_id).filter(ref=ref).first()
    if offered is not None:
        return offered
    return courses_with_size().filter(ref=ref, enrolments__member_id=member_id).first()
