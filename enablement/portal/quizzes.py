"""Sitting a quiz. The page shows what was drawn and stored with the attempt, which holds no key."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from enablement import queries
from enablement.enums import Feedback
from enablement.lifecycle import ATTEMPT
from enablement.models import Attempt, Course
from enablement.permissions import PortalLearningPermission
from enablement.portal.courses import OneCourse
from enablement.rules.attempts import is_too_late
from enablement.services.attempt import start_attempt, submit_attempt
from prm.ui.views import ActionView, FormView


class StartQuiz(OneCourse, ActionView):
    """Draws the questions and starts the time; while an attempt is under way it opens that one."""

    permission = PortalLearningPermission.LEARN

    def perform(self, obj: Course, data: Any) -> Attempt:
        return start_attempt(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Course, result: Attempt) -> str:
        return str(self.url("enablement:attempt-detail", ref=result.ref))


class AnswerForm(forms.Form):
    """One field a question, named by its place. What is left empty counts as wrong, so nothing is required."""

    def __init__(self, *args: Any, questions: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions, start=1):
            self.fields[f"q{number}"] = self.field_of(question)

    @staticmethod
    def field_of(question: dict[str, Any]) -> forms.Field:
        options = [(option["id"], option["text"]) for option in question["options"]]
        if question["kind"] == "single":
            return forms.ChoiceField(choices=options, widget=forms.RadioSelect, required=False)
        if question["kind"] == "multiple":
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, required=False)
        attributes = {"autocomplete": "off"} | ({"inputmode": "decimal"} if question["kind"] == "numeric" else {})
        return forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs=attributes))

    def shown(self) -> list[tuple[dict[str, Any], forms.BoundField]]:
        return [(question, self[f"q{number}"]) for number, question in enumerate(self.questions, start=1)]

    def answers(self) -> dict[str, Any]:
        return {
            question["id"]: self.cleaned_data.get(f"q{number}", "")
            for number, question in enumerate(self.questions, start=1)
        }


class Sitting(FormView):
    """The questions while the attempt is open, its result afterwards; a second submission is 409 and changes nothing."""

    permission = PortalLearningPermission.LEARN
    template_name = "enablement/portal_quiz.html"
    form_class = AnswerForm
    submit_label = _("Hand in")
    object_name = "attempt"

    def query(self, ref: str) -> Attempt | None:
        return queries.attempt_of_member(ref, self.actor.membership_id)

    def page_title(self) -> str:
        return str(self.object.enrolment.course.title)

    def form_kwargs(self) -> dict[str, Any]:
        return {"questions": self.object.questions}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.status == "open":
            return super().get(request, *args, **kwargs)
        return self.render("enablement/portal_result.html", self.result())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.status != "open":
            # The service refuses with its own words, whatever was typed this time.
            submit_attempt(self.object, {}, actor=self.actor, at=self.now)
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> Attempt:
        return submit_attempt(self.object, form.answers(), actor=self.actor, at=self.now)

    def success_url(self, result: Attempt) -> str:
        return str(self.url("enablement:attempt-detail", ref=result.ref))

    def cancel_url(self) -> str:
        return str(self.url("enablement:course-detail", ref=self.object.enrolment.course.ref))

    def context(self, **extra: Any) -> dict[str, Any]:
        deadline = self.object.deadline_at
        return {
            "course": self.object.enrolment.course,
            "is_late": is_too_late(self.object.deadline_at, self.now),
            # Told by our clock: the browser's may be wrong, and would hand in at the wrong moment.
            "seconds_left": max(0, int((deadline - self.now).total_seconds())) if deadline else None,
        }

    def result(self) -> dict[str, Any]:
        """Score and state; which questions were right, and why, as far as the quiz tells."""
        row: Attempt = self.object
        quiz = queries.quiz_of(row.enrolment.course)
        tells = quiz is not None and quiz.feedback != Feedback.SCORE and row.status in ("passed", "failed")
        marked = [
            (question, bool(row.marks.get(question["id"])), row.explanations.get(question["id"], ""))
            for question in row.questions
        ]
        return {
            "attempt": row, "course": row.enrolment.course, "lifecycle": ATTEMPT, "marked": marked if tells else [],
            "is_done": row.enrolment.status == "completed",
        }  # fmt: skip
