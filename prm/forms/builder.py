"""From questions to a Django form, and from a form to answers."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from prm.forms.kinds import KINDS, show_answer
from prm.forms.questions import Kind, Question, asked

# What the fields of a vendor's own questions are called inside another form.
OWN = "own"


class QuestionForm(forms.Form):
    """A form of questions. A question that is not asked, given the answers before it, is neither required nor kept."""

    def __init__(self, questions: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.fields[question.key] = _field(question, self.add_prefix)

    def _clean_fields(self) -> None:
        """Cleans in order, so that each answer decides about the questions after it."""
        self._asked: list[Question] = []
        kept: dict[str, Any] = {}
        for question in self.questions:
            if question.show_if is not None and not question.show_if.holds(kept):
                continue
            self._asked.append(question)
            self._clean_one(question.key)
            kept[question.key] = self.cleaned_data.get(question.key)

    def _clean_one(self, name: str) -> None:
        every, self.fields = self.fields, {name: self.fields[name]}
        try:
            super()._clean_fields()  # type: ignore[misc]
        finally:
            self.fields = every

    @property
    def asked_keys(self) -> list[str]:
        """The questions these answers led to. Of a form that was cleaned."""
        return [question.key for question in self._asked]

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, as JSON. Files are not in it: see `uploads`."""
        found = {}
        for question in self._asked:
            value = self.cleaned_data.get(question.key)
            if question.kind != Kind.FILE and value not in (None, "", []):
                found[question.key] = KINDS[question.kind].keep(question, value)
        return found

    @property
    def uploads(self) -> dict[str, Any]:
        """Question key -> the file sent for it."""
        files = [question.key for question in self._asked if question.kind == Kind.FILE]
        return {key: self.cleaned_data[key] for key in files if self.cleaned_data.get(key)}


class WithQuestions(forms.BaseForm):
    """A form with questions of the vendor's own after its fields. Call `ask` at the end of `__init__`.

    They are cleaned by a form of their own, `own`: one that is not asked is neither required nor kept.
    """

    own: QuestionForm

    def ask(self, questions: Sequence[Question], answers: Mapping[str, Any]) -> None:
        """Adds the questions under the prefix `own`, filled with earlier `answers` where the form is not bound."""
        sent = (self.data, self.files) if self.is_bound else (None, None)
        self.own = build_form(questions, *sent, answers=answers, prefix=OWN)
        for key, field in self.own.fields.items():
            self.fields[self.own.add_prefix(key)] = field
            self.initial[self.own.add_prefix(key)] = self.own.initial.get(key)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[self.own.add_prefix(key)] for key in self.own.fields]

    def _clean_fields(self) -> None:
        every = self.fields
        own = {self.own.add_prefix(key) for key in self.own.fields}
        self.fields = {name: field for name, field in every.items() if name not in own}
        try:
            super()._clean_fields()  # type: ignore[misc]
        finally:
            self.fields = every
        for key, texts in self.own.errors.items():
            self.add_error(self.own.add_prefix(key), list(texts))


def build_form(
    questions: Sequence[Question],
    data: Any = None,
    files: Any = None,
    *,
    answers: Mapping[str, Any] | None = None,
    prefix: str | None = None,
) -> QuestionForm:
    """A Django form of these questions, filled with earlier `answers` where it is not bound."""
    initial = {key: _initial(value) for key, value in (answers or {}).items()}
    return QuestionForm(questions, data, files, initial=initial, prefix=prefix)


def answers_in_words(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(question, answer) for pages and documents, in their order, without what was not asked."""
    return [
        (str(question.label), show_answer(question, answers.get(question.key)))
        for question in asked(questions, answers)
        if answers.get(question.key) not in (None, "", [])
    ]


def _field(question: Question, name_of: Any) -> forms.Field:
    common = {"label": question.label, "help_text": question.help, "required": question.is_required}
    field = KINDS[question.kind].field(question, common)
    if question.show_if:
        # static/js/forms.js hides it; without JavaScript it is shown, and not kept when it was not asked.
        field.widget.attrs["data-show-if"] = name_of(question.show_if.question)
        field.widget.attrs["data-show-values"] = "|".join(question.show_if.values)
    return field


def _initial(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return Decimal(value["amount"]) if "amount" in value else None
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-" == value[7:8]:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
