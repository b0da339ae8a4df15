"""The questions of a draft: added, changed, moved, taken out."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.forms import services
from prm.forms.models import FormDefinition
from prm.forms.permissions import FormPermission
from prm.forms.queries import current_version, definition_by_ref
from prm.forms.questions import Question
from prm.forms.workspace.forms import QuestionEditForm, values_of
from prm.forms.workspace.views import DraftAction
from prm.lib.errors import Invalid
from prm.ui.views import FormView


class QuestionCreate(FormView):
    permission = FormPermission.MANAGE
    form_class = QuestionEditForm
    object_name = "definition"
    title = _("New question")
    message = _("The question stands in the draft.")
    query: Any = staticmethod(definition_by_ref)

    def form_kwargs(self) -> dict[str, Any]:
        return {"earlier": self.object.questions, "kinds": self.object.question_kinds, "is_gate": self.object.is_gate}

    def perform(self, form: QuestionEditForm) -> FormDefinition:
        version = current_version(self.object)
        taken = {item.key for item in (*self.object.questions, *(version.questions if version else ()))}
        return services.add_question(self.object, form.asked_question(taken), actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("forms:form-detail", ref=self.object.ref)

    def cancel_url(self) -> str:
        return self.success_url(None)


def draft_with(ref: str, key: str) -> FormDefinition | None:
    """A draft that has the question the address names; None, hence 404, without it."""
    found = definition_by_ref(ref)
    return found if found and any(item.key == key for item in found.questions) else None


class QuestionEdit(QuestionCreate):
    query = staticmethod(draft_with)
    message = _("The question is changed in the draft.")

    def page_title(self) -> str:
        return _now("Question: %(label)s") % {"label": self.question.label}

    @cached_property
    def place(self) -> int:
        return [item.key for item in self.object.questions].index(self.kwargs["key"])

    @property
    def question(self) -> Question:
        found: Question = self.object.questions[self.place]
        return found

    def initial(self) -> dict[str, Any]:
        return values_of(self.question)

    def form_kwargs(self) -> dict[str, Any]:
        return {**super().form_kwargs(), "earlier": self.object.questions[: self.place], "question": self.question}

    def perform(self, form: QuestionEditForm) -> FormDefinition:
        key = self.question.key
        return services.change_question(self.object, key, form.asked_question(set()), actor=self.actor, at=self.now)


class QuestionMove(DraftAction):
    query = staticmethod(draft_with)

    def perform(self, obj: FormDefinition, data: Any) -> FormDefinition:
        by = {"up": -1, "down": 1}.get(data.get("to", ""))
        if by is None:
            raise Invalid(_now("A question moves up or down."))
        return services.move_question(obj, self.kwargs["key"], by=by, actor=self.actor, at=self.now)


class QuestionRemove(DraftAction):
    query = staticmethod(draft_with)
    message = _("The question is out of the draft.")

    def perform(self, obj: FormDefinition, data: Any) -> FormDefinition:
        return services.remove_question(obj, self.kwargs["key"], actor=self.actor, at=self.now)
