"""A person's courses: what is offered, one course with its lessons, one lesson, and noting it as done."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from enablement import queries
from enablement.lifecycle import ATTEMPT, ENROLMENT
from enablement.models import Course, Enrolment, Lesson
from enablement.permissions import PortalLearningPermission
from enablement.rules.attempts import attempts_left, is_too_late, refusal_of
from enablement.services.attempt import past_of, policy_of, words_of
from enablement.services.learning import complete_lesson, take_again
from prm.documents.markdown import to_html
from prm.ui.views import ActionView, DetailView
from programs.queries import vendor_day


class CourseList(DetailView):
    """What the person is offered or is on, with how far and by when."""

    permission = PortalLearningPermission.LEARN
    title = _("Learning")
    template_name = "enablement/portal_courses.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        today = vendor_day(self.now)
        rows = queries.my_courses(self.actor.partner_id, self.actor.membership_id, today)
        return {
            "todo": [row for row in rows if row.is_open or row.renew_by],
            "done": [row for row in rows if not row.is_open and not row.renew_by],
            "lifecycle": ENROLMENT,
            "today": today,
            "may_view_team": self.actor.can(PortalLearningPermission.VIEW_TEAM),
            "certificates": list(queries.awards_of_member(self.actor.membership_id).filter(status="valid")[:5]),
        }


class OneCourse:
    """A published course meant for the partner, or one the person is on."""

    object_name = "course"
    object: Any
    actor: Any
    url: Any

    def query(self, ref: str) -> Course | None:
        return queries.course_for_learner(ref, self.actor.partner_id, self.actor.membership_id)

    def page_of(self, course: Course) -> str:
        return str(self.url("enablement:course-detail", ref=course.ref))


class CourseDetail(OneCourse, DetailView):
    permission = PortalLearningPermission.LEARN
    template_name = "enablement/portal_course.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        course: Course = self.object
        enrolment = queries.enrolment_of(course, self.actor.membership_id)
        done = queries.done_lessons(enrolment)
        lessons = [(lesson, lesson.pk in done) for lesson in queries.lessons_of(course)]
        renewals = queries.renewals_of_member(self.actor.membership_id, vendor_day(self.now))
        is_done = enrolment is not None and enrolment.status == "completed"
        return {
            "enrolment": enrolment,
            "lifecycle": ENROLMENT,
            "lessons": lessons,
            "done": sum(is_done for _lesson, is_done in lessons),
            "minutes": sum(lesson.minutes for lesson, _is_done in lessons),
            "next_lesson": next((lesson for lesson, is_done in lessons if not is_done), None),
            "certifications": list(queries.certifications_of_course(course)),
            "renew_by": renewals.get(course.pk) if is_done else None,
            "today": vendor_day(self.now),
            **self.quiz_context(course, enrolment, all_done=bool(lessons) and len(done) >= len(lessons)),
        }

    def quiz_context(self, course: Course, enrolment: Enrolment | None, *, all_done: bool) -> dict[str, Any]:
        """The quiz's rules, past attempts, and why it cannot be started now, if it cannot."""
        quiz = queries.quiz_of(course)
        attempts = queries.attempts_of(enrolment)
        under_way = next((row for row in attempts if row.status == "open"), None)
        if under_way is not None and is_too_late(under_way.deadline_at, self.now):
            under_way = None
        refusal = None
        left = None
        if quiz is not None and enrolment is not None:
            policy, past = policy_of(quiz), past_of(enrolment)
            refusal, left = refusal_of(policy, past, self.now), attempts_left(policy, past)
        return {
            "quiz": quiz,
            "attempts": attempts,
            "attempt_lifecycle": ATTEMPT,
            "under_way": under_way,
            "attempts_left": left,
            "quiz_waits": words_of(refusal) if refusal and refusal.reason != "passed" else "",
            "may_start": quiz is not None and all_done and refusal is None,
            "is_passed": bool(refusal and refusal.reason == "passed"),
        }


class TakeAgain(OneCourse, ActionView):
    permission = PortalLearningPermission.LEARN
    message = _("You are on the course again. Your certification keeps its remaining days.")

    def perform(self, obj: Course, data: Any) -> Enrolment:
        return take_again(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Course, result: Enrolment) -> str:
        return self.page_of(obj)


class OneLesson:
    object_name = "lesson"
    object: Any
    actor: Any
    url: Any

    def query(self, ref: str) -> Lesson | None:
        lesson = queries.lesson_by_ref(ref)
        if lesson is None:
            return None
        known = queries.course_for_learner(lesson.course.ref, self.actor.partner_id, self.actor.membership_id)
        return lesson if known else None


class LessonDetail(OneLesson, DetailView):
    permission = PortalLearningPermission.LEARN
    template_name = "enablement/portal_lesson.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        lesson: Lesson = self.object
        lessons = list(queries.lessons_of(lesson.course))
        place = [row.pk for row in lessons].index(lesson.pk)
        done = queries.done_lessons(queries.enrolment_of(lesson.course, self.actor.membership_id))
        return {
            "course": lesson.course,
            "html": to_html(lesson.body, heading_offset=1),
            "lessons": [(row, row.pk in done) for row in lessons],
            "number": place + 1,
            "is_done": lesson.pk in done,
            "previous": lessons[place - 1] if place else None,
            "next": lessons[place + 1] if place + 1 < len(lessons) else None,
        }


class LessonDoneAction(OneLesson, ActionView):
    """Notes it as done and goes on: to the next lesson that is not, or back to the course."""

    permission = PortalLearningPermission.LEARN

    def perform(self, obj: Lesson, data: Any) -> Enrolment:
        return complete_lesson(obj, actor=self.actor, at=self.now)

    def success_message(self, obj: Lesson, result: Enrolment) -> Any:
        return _("Course completed.") if result.status == "completed" else ""

    def success_url(self, obj: Lesson, result: Enrolment) -> str:
        done = queries.done_lessons(result)
        after = [row for row in queries.lessons_of(obj.course) if row.position > obj.position and row.pk not in done]
        if after:
            return str(self.url("enablement:lesson-detail", ref=after[0].ref))
        return str(self.url("enablement:course-detail", ref=obj.course.ref))
