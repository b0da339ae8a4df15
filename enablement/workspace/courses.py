"""Courses: the list, one with its lessons and its quiz, its head, publishing and retiring, giving it to people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enablement import queries
from enablement.lifecycle import COURSE, ENROLMENT
from enablement.models import Course, Enrolment
from enablement.permissions import LearningPermission
from enablement.services.course import problems_of_course, publish_course, retire_course, save_course
from enablement.services.learning import assign_course
from prm.accounts.models import Membership
from prm.audit.queries import timeline_for
from prm.packs.types import PartnershipType
from prm.ui.views import ActionView, Choice, Column, DateRange, DetailView, Empty, FormView, Link, ListView, Search, Tab

TYPES = dict(PartnershipType.choices)


def types_of(course: Course) -> str:
    return ", ".join(str(TYPES[value]) for value in course.types) or str(_("All types"))


class CourseList(ListView):
    permission = LearningPermission.VIEW
    title = _("Courses")
    columns = (
        Column("title", _("Course"), sub="ref", link=True, sort=True),
        Column("types", _("For"), value=types_of, wide_only=True),
        Column.number("lesson_count", _("Lessons"), wide_only=True),
        Column.number("learner_count", _("Learners")),
        Column.date("published_at", _("Published"), sort=True, wide_only=True),
        Column.status(COURSE),
    )
    filters = (Choice("status", _("Status"), COURSE.choices), Search("title", "ref"))
    tabs = (
        Tab("all", _("All")),
        Tab("published", _("Published"), {"status": ["published"]}),
        Tab("draft", _("Drafts"), {"status": ["draft"]}),
        Tab("retired", _("Retired"), {"status": ["retired"]}),
    )
    actions = (Link(_("New course"), "enablement:course-create", LearningPermission.EDIT, icon="plus", primary=True),)
    default_sort = "title"
    empty = Empty(
        "school", _("No courses yet"), _("Write the first one: lessons in order, and a quiz where you want proof."),
        "enablement:course-create", _("New course"),
    )  # fmt: skip

    def query(self) -> Any:
        return queries.courses_for_list()

    def row_url(self, row: Course) -> str:
        return self.url("enablement:course-detail", ref=row.ref)


class OneCourse:
    object_name = "course"
    object: Any
    url: Any

    def query(self, ref: str) -> Course | None:
        return queries.course_by_ref(ref)

    def page_of(self, course: Course) -> str:
        return str(self.url("enablement:course-detail", ref=course.ref))

    def cancel_url(self) -> str:
        return self.page_of(self.object)


class CourseDetail(OneCourse, DetailView):
    permission = LearningPermission.VIEW
    template_name = "enablement/course.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        course: Course = self.object
        quiz = queries.quiz_of(course)
        allowed = {item.action for item in COURSE.allowed_actions(course, self.actor)}
        return {
            "lifecycle": COURSE,
            "allowed": allowed,
            "types": types_of(course),
            "lessons": list(queries.lessons_of(course)),
            "quiz": quiz,
            "questions": list(queries.questions_of(quiz)) if quiz else [],
            "problems": problems_of_course(course),
            "learners": list(queries.learners_of(course).order_by("-started_at")[:50]),
            "enrolment_lifecycle": ENROLMENT,
            "certifications": list(queries.certifications_of_course(course)),
            "may_edit": self.actor.can(LearningPermission.EDIT),
            "may_assign": self.actor.can(LearningPermission.ASSIGN) and course.status == "published",
            "timeline": timeline_for(course)[:12],
        }


class CourseForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    summary = forms.CharField(
        label=_("What it teaches"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    types = forms.MultipleChoiceField(
        label=_("For partnerships of type"), required=False, choices=PartnershipType.choices,
        widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: for every type."),
    )  # fmt: skip


class CourseCreate(FormView):
    permission = LearningPermission.EDIT
    title = _("New course")
    intro = _("It begins as a draft. Add lessons and a quiz, then publish it.")
    form_class = CourseForm
    keep_draft = True

    def perform(self, form: Any) -> Course:
        return save_course(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Course) -> str:
        return str(self.url("enablement:course-detail", ref=result.ref))


class CourseEdit(OneCourse, CourseCreate):
    title = _("Edit course")
    intro = _("Learners see the new words at once.")
    keep_draft = False

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in ("title", "summary", "types")}


class Publish(OneCourse, ActionView):
    permission = LearningPermission.PUBLISH
    message = _("Published. Partners it is meant for see it now.")

    def perform(self, obj: Course, data: Any) -> Course:
        return publish_course(obj, actor=self.actor, at=self.now)


class Retire(OneCourse, ActionView):
    permission = LearningPermission.PUBLISH
    message = _("Retired. Those who have begun may finish.")

    def perform(self, obj: Course, data: Any) -> Course:
        return retire_course(obj, actor=self.actor, at=self.now)


class AssignForm(forms.Form):
    """People of partners by name; the day is theirs to keep, and stands on their list."""

    due_on = forms.DateField(label=_("Due on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.filter(audience="portal", is_active=True)
        self.fields["members"] = PeopleField(people.order_by("partner_name", "name"), label=_("People"))
        self.order_fields(["members", "due_on"])


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.partner_name}"


class Assign(OneCourse, FormView):
    permission = LearningPermission.ASSIGN
    form_class = AssignForm
    submit_label = _("Assign")
    message = _("Assigned. They are told by mail and see it on their list.")

    def page_title(self) -> str:
        return str(_("Assign: %(title)s") % {"title": self.object.title})

    def perform(self, form: Any) -> list[Enrolment]:
        data = form.cleaned_data
        return assign_course(self.object, list(data["members"]), due_on=data["due_on"], actor=self.actor, at=self.now)

    def success_url(self, result: list[Enrolment]) -> str:
        return self.page_of(self.object)


class ProgressList(ListView):
    """Everybody on every course."""

    permission = LearningPermission.VIEW
    title = _("Learning progress")
    columns = (
        Column("member.name", _("Person"), sub="partner.name", link=True, sort="member__name"),
        Column("course.title", _("Course"), sort="course__title"),
        Column("done", _("Lessons"), value=lambda row: f"{row.done} / {row.lesson_count}", align="end", wide_only=True),
        Column.date("due_on", _("Due"), sort=True),
        Column.date("completed_at", _("Completed"), sort=True, wide_only=True),
        Column.status(ENROLMENT),
    )
    filters = (
        Choice("status", _("Status"), ENROLMENT.choices),
        DateRange("due_on", _("Due")),
        Search("member__name", "partner__name", "course__title"),
    )
    tabs = (
        Tab("all", _("All")),
        Tab("open", _("Not completed"), {"status": ["assigned", "started"]}),
        Tab("done", _("Completed"), {"status": ["completed"]}),
    )
    empty = Empty("school", _("Nobody has begun yet"), _("People appear here with the first lesson they do."))

    def query(self) -> Any:
        return queries.enrolments_with_names()

    def row_url(self, row: Enrolment) -> str:
        return self.url("enablement:course-detail", ref=row.course.ref)
