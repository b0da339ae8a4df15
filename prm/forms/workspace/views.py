"""Settings, forms: what each form asks, the draft with its questions, how it will look, and publishing it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.audit.queries import timeline_for
from prm.forms import services
from prm.forms.builder import build_form
from prm.forms.models import FormDefinition, FormVersion
from prm.forms.permissions import FormPermission
from prm.forms.queries import current_version, definition_by_ref, forms_overview, questions_in_force
from prm.forms.questions import Kind, Question
from prm.ui.views import ActionView, DetailView, Screen


class FormList(Screen):
    """Every form, for all and for each of the things it may differ for, with what is asked there."""

    permission = FormPermission.MANAGE
    title = _("Forms")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render("forms/list.html", {"kinds": forms_overview()})


class StartForm(forms.Form):
    kind = forms.CharField(max_length=60)
    scope = forms.UUIDField(required=False)


class FormStart(ActionView):
    """Opens the draft of a form, made of what is asked now where there was none."""

    permission = FormPermission.MANAGE
    form_class = StartForm

    def perform(self, obj: Any, data: Any) -> FormDefinition:
        scope: UUID | None = data["scope"]
        return services.start_definition(data["kind"], scope, actor=self.actor, at=self.now)

    def success_url(self, obj: Any, result: FormDefinition) -> str:
        return self.url("forms:form-detail", ref=result.ref)


class FormDetail(DetailView):
    """The draft, question by question."""

    permission = FormPermission.MANAGE
    template_name = "forms/detail.html"
    object_name = "definition"
    query = staticmethod(definition_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        draft = self.object.questions
        version = current_version(self.object)
        last = len(draft) - 1
        return {
            "rows": [
                {
                    "question": question,
                    "kind": Kind(question.kind).label,
                    "condition": condition_words(question, draft),
                    "is_first": place == 0,
                    "is_last": place == last,
                }
                for place, question in enumerate(draft)
            ],
            "version": version,
            "is_changed": draft != questions_in_force(self.object),
            "may_publish": version is None or version.content != self.object.draft,
            "timeline": timeline_for(self.object)[:10],
        }


def condition_words(question: Question, questions: tuple[Question, ...]) -> str:
    """When a question is asked, in words; nothing where everybody is."""
    condition = question.show_if
    decider = next((item for item in questions if condition and item.key == condition.question), None)
    if condition is None or decider is None:
        return ""
    yes_no = {"yes": _now("Yes"), "no": _now("No")} if decider.kind == Kind.YES_NO else {}
    answers = [str(yes_no.get(value) or decider.words_for(value)) for value in condition.values]
    return _now("only after “%(question)s”: %(answers)s") % {
        "question": decider.label,
        "answers": ", ".join(answers),
    }


class FormPreview(DetailView):
    """The draft as whoever fills it in will see it. Nothing is sent from here."""

    permission = FormPermission.MANAGE
    template_name = "forms/preview.html"
    object_name = "definition"
    query = staticmethod(definition_by_ref)

    def page_title(self) -> str:
        return _now("Preview: %(form)s") % {"form": self.object}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"form": build_form(self.object.questions, prefix="own")}


class DraftAction(ActionView):
    permission = FormPermission.MANAGE
    query: Any = staticmethod(definition_by_ref)

    def success_url(self, obj: FormDefinition, result: Any) -> str:
        return self.url("forms:form-detail", ref=obj.ref)


class FormPublish(DraftAction):
    def perform(self, obj: FormDefinition, data: Any) -> FormVersion:
        return services.publish_form(obj, actor=self.actor, at=self.now)

    def success_message(self, obj: FormDefinition, result: FormVersion) -> str:
        return _now("Version %(number)d is asked from now on.") % {"number": result.number}


class FormDiscard(DraftAction):
    message = _("The draft is again what is asked now.")

    def perform(self, obj: FormDefinition, data: Any) -> FormDefinition:
        return services.discard_draft(obj, actor=self.actor, at=self.now)
