"""One question of a form, as its editor types it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.forms.drafting import APART, choices_of_lines, key_for
from prm.forms.kinds import countries
from prm.forms.questions import DECIDING, WITH_CHOICES, Condition, Kind, Question
from prm.ui.choices import currency_choices


class QuestionEditForm(forms.Form):
    """`earlier` are the questions before this one: their answers may decide whether it is asked."""

    label = forms.CharField(label=_("Question"), max_length=200)
    kind = forms.ChoiceField(label=_("Answered by"), choices=Kind.choices)
    help = forms.CharField(
        label=_("Help"), max_length=400, required=False, help_text=_("One sentence below the answer.")
    )
    is_required = forms.BooleanField(label=_("An answer is required"), required=False)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line; for one of several and several of several."),
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False, help_text=_("For an amount of money."))
    accepted = forms.CharField(
        label=_("Go on only with"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Answers one may go on with, one a line: choices as they stand above, or Yes or No. Empty: any."),
    )
    show_if = forms.MultipleChoiceField(
        label=_("Ask only after these answers"),
        required=False,
        help_text=_("Answers to one earlier question; any of them leads here. Leave it empty to ask everybody."),
    )

    def __init__(
        self,
        *args: Any,
        earlier: Sequence[Question] = (),
        question: Question | None = None,
        kinds: Sequence[Kind] = tuple(Kind),
        is_gate: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.earlier, self.question = list(earlier), question
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"),
            required=False,
            choices=[("", "---------"), *currency_choices()],
            help_text=_("For an amount of money."),
        )
        if not is_gate:
            del self.fields["accepted"]
        conditions = [group for group in map(_answers_to, self.earlier) if group]
        if conditions:
            self.fields["show_if"].choices = conditions
        else:
            del self.fields["show_if"]

    def clean_show_if(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["show_if"]
        if len({item.partition(APART)[0] for item in chosen}) > 1:
            raise forms.ValidationError(_now("Choose answers to one question only."))
        return chosen

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") in WITH_CHOICES:
            lines = _lines(data.get("choices", ""))
            if len(set(lines)) < 2:
                self.add_error("choices", _now("Give at least two different choices, one a line."))
            elif len(set(lines)) < len(lines):
                self.add_error("choices", _now("A choice stands twice."))
        if data.get("kind") == Kind.MONEY and not data.get("currency"):
            self.add_error("currency", _now("Say in which currency."))
        self.accepted_values = self._accepted(data)
        return data

    def _accepted(self, data: dict[str, Any]) -> tuple[str, ...]:
        """The values of the answers that were typed; a line that is no answer is an error at the field."""
        lines = _lines(data.get("accepted", ""))
        if not lines or self.errors:
            return ()
        choices = choices_of_lines(data["choices"], self.question.choices if self.question else ())
        known = {str(words).lower(): value for value, words in _answers(data["kind"], choices)}
        if strangers := [line for line in lines if line.lower() not in known]:
            self.add_error("accepted", _now("“%(line)s” is no answer to it.") % {"line": strangers[0]})
            return ()
        return tuple(known[line.lower()] for line in lines)

    def asked_question(self, taken: set[str]) -> Question:
        """The question that was typed; `taken` are the names others have."""
        data = self.cleaned_data
        kind = data["kind"]
        before = self.question.choices if self.question else ()
        chosen = [item.partition(APART) for item in data.get("show_if", [])]
        return Question(
            key=self.question.key if self.question else key_for(data["label"], taken),
            kind=kind,
            label=data["label"],
            help=data["help"],
            is_required=data["is_required"],
            choices=choices_of_lines(data["choices"], before) if kind in WITH_CHOICES else (),
            show_if=Condition(chosen[0][0], tuple(value for _key, _apart, value in chosen)) if chosen else None,
            currency=data["currency"] if kind == Kind.MONEY else "",
            accepted=self.accepted_values,
        )


def values_of(question: Question) -> dict[str, Any]:
    """A question as the form's initial data."""
    condition = question.show_if
    return {
        "label": question.label,
        "kind": question.kind,
        "help": question.help,
        "is_required": question.is_required,
        "choices": "\n".join(str(label) for _value, label in question.choices),
        "currency": question.currency,
        "accepted": "\n".join(
            str(words) for value, words in _answers(question.kind, question.choices) if value in question.accepted
        ),
        "show_if": [f"{condition.question}{APART}{value}" for value in condition.values] if condition else [],
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _answers_to(question: Question) -> tuple[str, list[tuple[str, str]]] | None:
    """The answers of a question that can decide, as a group of options."""
    if question.kind not in DECIDING:
        return None
    label = str(question.label)
    answers = _answers(question.kind, question.choices)
    return label, [(f"{question.key}{APART}{value}", f"{label}: {words}") for value, words in answers]


def _answers(kind: str, choices: Sequence[tuple[str, Any]]) -> Sequence[tuple[str, Any]]:
    """(value, words) of what can be chosen."""
    if kind == Kind.YES_NO:
        return [("yes", _now("Yes")), ("no", _now("No"))]
    if kind == Kind.COUNTRY:
        return countries(get_language() or "en")
    return choices if kind in WITH_CHOICES else ()
