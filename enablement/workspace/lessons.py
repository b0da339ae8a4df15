"""Writing a course: its lessons, the rules of its quiz and the pool of questions."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from enablement import queries
from enablement.enums import Feedback, LessonKind, QuestionKind
from enablement.files import LESSON_FILE
from enablement.models import Course, Lesson, Question, Quiz
from enablement.permissions import LearningPermission
from enablement.services.course import move_lesson, remove_lesson, save_lesson
from enablement.services.quiz import retire_question, save_question, set_quiz
from enablement.workspace.courses import OneCourse
from prm.documents.markdown import to_html
from prm.files.models import StoredFile
from prm.files.services import store
from prm.lib.errors import NotFound
from prm.ui.views import ActionView, DetailView, FormView

OPTIONS = 6


class LessonForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=LessonKind.choices, initial=LessonKind.PAGE)
    body = forms.CharField(
        label=_("Text"), required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown: # heading, **bold**, - list, [words](https://address). Also an introduction to a file or link."),
    )  # fmt: skip
    upload = forms.FileField(
        label=_("File"), required=False, help_text=_("For a lesson that is a file. At most 25 MB.")
    )
    link = forms.URLField(
        label=_("Link"), required=False, assume_scheme="https", help_text=_("For a lesson that is a link.")
    )
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=600, initial=5)


class LessonWriting(FormView):
    """Saves a new lesson, or the one `lesson` names."""

    permission = LearningPermission.EDIT
    form_class = LessonForm
    submit_label = _("Save lesson")

    def course(self) -> Course:
        found: Course = self.object
        return found

    def lesson(self) -> Lesson | None:
        return None

    def perform(self, form: Any) -> Lesson:
        content = dict(form.cleaned_data)
        content["file"] = self.file_of(content.pop("upload"), content["kind"])
        return save_lesson(self.course(), self.lesson(), content=content, actor=self.actor, at=self.now)

    def file_of(self, upload: Any, kind: str) -> StoredFile | None:
        """The new file, or the one that is there already."""
        known = self.lesson()
        if upload and kind == LessonKind.FILE:
            visible = StoredFile.Visibility.PARTNERS
            return store(upload, actor=self.actor, at=self.now, kind=LESSON_FILE, visibility=visible)
        return known.file if known is not None else None

    def success_url(self, result: Lesson) -> str:
        return str(self.url("enablement:course-detail", ref=self.course().ref))


class LessonCreate(OneCourse, LessonWriting):
    title = _("New lesson")
    keep_draft = True


class OneLesson:
    object_name = "lesson"
    object: Any
    url: Any

    def query(self, ref: str) -> Lesson | None:
        return queries.lesson_by_ref(ref)

    def cancel_url(self) -> str:
        return str(self.url("enablement:course-detail", ref=self.object.course.ref))


class LessonEdit(OneLesson, LessonWriting):
    title = _("Edit lesson")

    def lesson(self) -> Lesson | None:
        found: Lesson = self.object
        return found

    def course(self) -> Course:
        found: Course = self.object.course
        return found

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in ("title", "kind", "body", "link", "minutes")}


class LessonPreview(OneLesson, DetailView):
    """The lesson as learners see it."""

    permission = LearningPermission.VIEW
    template_name = "enablement/lesson.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        return {
            "html": to_html(self.object.body, heading_offset=1),
            "may_edit": self.actor.can(LearningPermission.EDIT),
        }


class LessonMove(OneLesson, ActionView):
    permission = LearningPermission.EDIT

    def perform(self, obj: Lesson, data: Any) -> Lesson:
        return move_lesson(obj, up=data.get("to") == "up", actor=self.actor, at=self.now)

    def success_url(self, obj: Lesson, result: Any) -> str:
        return self.cancel_url()


class LessonRemove(OneLesson, ActionView):
    permission = LearningPermission.EDIT
    message = _("Lesson removed.")

    def perform(self, obj: Lesson, data: Any) -> None:
        remove_lesson(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Lesson, result: Any) -> str:
        return self.cancel_url()


class QuizForm(forms.Form):
    draws = forms.IntegerField(
        label=_("Questions drawn"), min_value=1, max_value=100, initial=5, help_text=_("By chance from the pool.")
    )
    pass_mark = forms.IntegerField(label=_("Passed from, percent"), min_value=1, max_value=100, initial=80)
    attempts_allowed = forms.IntegerField(
        label=_("Attempts"), min_value=0, max_value=50, initial=3, help_text=_("0: any number.")
    )
    cooldown_hours = forms.IntegerField(
        label=_("Pause after a failed attempt, hours"), min_value=0, max_value=2000, initial=24
    )
    minutes = forms.IntegerField(
        label=_("Time limit, minutes"), min_value=0, max_value=600, initial=0, help_text=_("0: none.")
    )
    feedback = forms.ChoiceField(
        label=_("What learners see afterwards"), choices=Feedback.choices, initial=Feedback.QUESTIONS,
        help_text=_("Never the right answers."),
    )  # fmt: skip


class QuizEdit(OneCourse, FormView):
    permission = LearningPermission.EDIT
    title = _("Quiz")
    intro = _("Attempts under way keep the rules they began with.")
    form_class = QuizForm
    submit_label = _("Save quiz")

    def initial(self) -> dict[str, Any]:
        quiz = queries.quiz_of(self.object)
        return {name: getattr(quiz, name) for name in QuizForm.base_fields} if quiz else {}

    def perform(self, form: Any) -> Quiz:
        return set_quiz(self.object, rules=form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Quiz) -> str:
        return self.page_of(self.object)


class QuestionForm(forms.Form):
    """One question with what makes an answer right; only the fields of its kind are read."""

    kind = forms.ChoiceField(label=_("Kind"), choices=QuestionKind.choices, initial=QuestionKind.SINGLE)
    text = forms.CharField(label=_("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, OPTIONS + 1):
            label = _now("Option %(number)s") % {"number": number}
            self.fields[f"option{number}"] = forms.CharField(label=label, required=False, max_length=300)
            self.fields[f"right{number}"] = forms.BooleanField(label=_("This one is right"), required=False)
        self.fields["number"] = forms.DecimalField(
            label=_("The number"), required=False, max_digits=20, decimal_places=6
        )
        self.fields["tolerance"] = forms.DecimalField(
            label=_("Off by at most"), required=False, min_value=0, max_digits=20, decimal_places=6
        )
        self.fields["accepted"] = forms.CharField(
            label=_("Accepted answers"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One on each line. Capitals, spaces and punctuation do not matter."),
        )  # fmt: skip
        self.fields["explanation"] = forms.CharField(
            label=_("Explanation"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Shown after passing, where the quiz is set so."),
        )  # fmt: skip

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"option{number}"], self[f"right{number}"]) for number in range(1, OPTIONS + 1)]

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        is_choice = data["kind"] in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
        pairs = [(data[f"option{number}"], data[f"right{number}"]) for number in range(1, OPTIONS + 1)]
        return {
            "kind": data["kind"],
            "text": data["text"],
            "options": [{"text": text, "is_right": right} for text, right in pairs if text] if is_choice else [],
            "number": data["number"] if data["kind"] == QuestionKind.NUMERIC else None,
            "tolerance": data["tolerance"] or Decimal(0),
            "accepted": data["accepted"].splitlines() if data["kind"] == QuestionKind.SHORT else [],
            "explanation": data["explanation"],
        }


class QuestionWriting(FormView):
    """Saves a new question, or another in place of the one `question` names."""

    permission = LearningPermission.EDIT
    form_class = QuestionForm
    template_name = "enablement/question_form.html"
    submit_label = _("Save question")

    def quiz(self) -> Quiz:
        found = queries.quiz_of(self.object)
        if found is None:
            raise NotFound("")
        return found

    def question(self) -> Question | None:
        return None

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"course": self.quiz().course}

    def perform(self, form: Any) -> Question:
        return save_question(self.quiz(), self.question(), content=form.content(), actor=self.actor, at=self.now)

    def success_url(self, result: Question) -> str:
        return str(self.url("enablement:course-detail", ref=self.quiz().course.ref)) + "#questions"


class QuestionCreate(OneCourse, QuestionWriting):
    title = _("New question")


def _plain(number: Decimal | None) -> Decimal | None:
    """Without the zeros the database keeps."""
    return None if number is None else Decimal(f"{number.normalize():f}")


class OneQuestion:
    object_name = "question"
    object: Any
    url: Any

    def query(self, ref: str) -> Question | None:
        return queries.question_by_ref(ref)

    def cancel_url(self) -> str:
        return str(self.url("enablement:course-detail", ref=self.object.quiz.course.ref))


class QuestionEdit(OneQuestion, QuestionWriting):
    title = _("Edit question")
    intro = _("Past attempts keep the question as it was asked.")

    def quiz(self) -> Quiz:
        found: Quiz = self.object.quiz
        return found

    def question(self) -> Question | None:
        found: Question = self.object
        return found

    def initial(self) -> dict[str, Any]:
        row: Question = self.object
        shown = {name: getattr(row, name) for name in ("kind", "text", "explanation")}
        shown |= {"number": _plain(row.number), "tolerance": _plain(row.tolerance or None)}
        for number, option in enumerate(row.options[:OPTIONS], start=1):
            shown |= {f"option{number}": option["text"], f"right{number}": option["is_right"]}
        return {**shown, "accepted": "\n".join(row.accepted)}


class QuestionRetire(OneQuestion, ActionView):
    permission = LearningPermission.EDIT
    message = _("Taken out of the pool.")

    def perform(self, obj: Question, data: Any) -> HttpResponse | None:
        retire_question(obj, actor=self.actor, at=self.now)
        return None

    def success_url(self, obj: Question, result: Any) -> str:
        return f"{self.cancel_url()}#questions"
