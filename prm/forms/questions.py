"""Questions as values: what is asked, of which kind, under which condition. Pure; JSON in and out."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.lib.errors import Invalid

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST = 100


class Kind(TextChoices):
    TEXT = "text", gettext_lazy("Short text")
    LONG_TEXT = "long_text", gettext_lazy("Long text")
    NUMBER = "number", gettext_lazy("Number")
    MONEY = "money", gettext_lazy("Amount of money")
    DATE = "date", gettext_lazy("Date")
    CHOICE = "choice", gettext_lazy("One of several")
    MULTI_CHOICE = "multi_choice", gettext_lazy("Several of several")
    YES_NO = "yes_no", gettext_lazy("Yes or no")
    COUNTRY = "country", gettext_lazy("Country")
    EMAIL = "email", gettext_lazy("E-mail")
    URL = "url", gettext_lazy("Web address")
    FILE = "file", gettext_lazy("File")


# A row keeps words and figures; files have places of their own.
FIELD_KINDS = tuple(kind for kind in Kind if kind != Kind.FILE)
WITH_CHOICES = (Kind.CHOICE, Kind.MULTI_CHOICE)
# Answers to these can decide whether a later question is asked.
DECIDING = (Kind.CHOICE, Kind.MULTI_CHOICE, Kind.YES_NO, Kind.COUNTRY)


@dataclass(frozen=True)
class Condition:
    """Asked only where an earlier question was answered with one of these values (yes_no: "yes", "no")."""

    question: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        answer = answers.get(self.question)
        given = [answer] if not isinstance(answer, list | tuple) else answer
        words = {"yes" if item is True else "no" if item is False else str(item) for item in given if item is not None}
        return bool(words & set(self.values))


@dataclass(frozen=True)
class Question:
    """One question. `key` names its answer for good; `choices` are (value, label).

    `accepted` are the answers with which one may go on, where the form is a gate; empty, any.
    """

    key: str
    kind: str
    label: Any
    help: Any = ""
    is_required: bool = False
    choices: tuple[tuple[str, Any], ...] = ()
    show_if: Condition | None = None
    currency: str = ""
    accepted: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "key": self.key,
            "kind": str(self.kind),
            "label": str(self.label),
            "help": str(self.help),
            "is_required": self.is_required,
            "choices": [[value, str(label)] for value, label in self.choices],
            "currency": self.currency,
            "accepted": list(self.accepted),
        }
        if self.show_if:
            found["show_if"] = {"question": self.show_if.question, "values": list(self.show_if.values)}
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Question":
        condition = data.get("show_if")
        return cls(
            key=data["key"],
            kind=data["kind"],
            label=data["label"],
            help=data.get("help", ""),
            is_required=data.get("is_required", False),
            choices=tuple((value, label) for value, label in data.get("choices", ())),
            show_if=Condition(condition["question"], tuple(condition["values"])) if condition else None,
            currency=data.get("currency", ""),
            accepted=tuple(data.get("accepted", ())),
        )

    def accepts(self, answers: Mapping[str, Any]) -> bool:
        """Whether one may go on with what is answered here."""
        return not self.accepted or Condition(self.key, self.accepted).holds(answers)

    def words_for(self, value: str) -> str:
        """The label of a choice, or the value itself where the choice is gone."""
        return str(dict(self.choices).get(value, value))


def questions_of(data: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(Question.from_json(item) for item in data)


def check_questions(questions: Sequence[Question], kinds: Collection[str] = tuple(Kind)) -> None:
    """Raises Invalid for what cannot be asked: keys twice, choices missing, conditions on what is not asked before.

    `kinds` are those the form can take.
    """
    if len(questions) > MOST:
        raise Invalid(_("A form has at most %(most)s questions.") % {"most": MOST})
    before: dict[str, Question] = {}
    for question in questions:
        problem = _problem(question, before)
        if not problem and question.kind not in kinds:
            problem = _("This form cannot take such an answer.")
        if problem:
            raise Invalid(f"{question.label}: {problem}", fields={question.key: [problem]})
        before[question.key] = question


def _problem(question: Question, before: Mapping[str, Question]) -> str:
    if not KEY.fullmatch(question.key):
        return _("The name is small letters, digits and underscores, and begins with a letter.")
    if question.key in before:
        return _("This name is taken by another question.")
    if question.kind not in Kind.values:
        return _("There is no such kind of question.")
    if not str(question.label).strip():
        return _("A question needs its words.")
    values = [value for value, _label in question.choices]
    if question.kind in WITH_CHOICES and len(set(values)) < 2:
        return _("Give at least two different choices, one a line.")
    if len(set(values)) < len(values):
        return _("A choice stands twice.")
    if question.accepted and (question.kind not in DECIDING or not set(question.accepted) <= _answers(question)):
        return _("It accepts an answer it does not offer.")
    if question.show_if:
        return _condition_problem(question.show_if, before)
    return ""


def _answers(question: Question) -> set[str]:
    """What can be chosen; for a country, whatever the question accepts."""
    if question.kind == Kind.YES_NO:
        return {"yes", "no"}
    return {value for value, _label in question.choices} or set(question.accepted)


def _condition_problem(condition: Condition, before: Mapping[str, Question]) -> str:
    decider = before.get(condition.question)
    if decider is None:
        return _("It depends on a question that is not asked before it.")
    if decider.kind not in DECIDING:
        return _("It depends on a question that is not answered by choosing.")
    known = {"yes", "no"} if decider.kind == Kind.YES_NO else {value for value, _label in decider.choices}
    if not condition.values or (known and not set(condition.values) <= known):
        return _("It depends on an answer that “%(question)s” does not offer.") % {"question": decider.label}
    return ""


def asked(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[Question]:
    """The questions these answers lead to. An answer to a question that is not asked decides nothing."""
    found: list[Question] = []
    counted: dict[str, Any] = {}
    for question in questions:
        if question.show_if is None or question.show_if.holds(counted):
            found.append(question)
            counted[question.key] = answers.get(question.key)
    return found
