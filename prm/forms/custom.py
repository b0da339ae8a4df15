"""Custom fields: a vendor's own questions about a row, whose answers stand with the row."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from prm.forms.kinds import KINDS
from prm.forms.queries import questions_for
from prm.forms.questions import Kind, Question, asked
from prm.lib.errors import Invalid

NOTHING: tuple[Any, ...] = (None, "", [])


def changed_answers(kind: str, before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`before` with the answers given, both as JSON; null empties one, and what is left out stays.

    Answers to fields the vendor has taken away stay too. Raises Invalid, by field, for what cannot be taken, for a name
    no field has, and where an answer that is required would be missing.
    """
    return changed(questions_for(kind).questions, before, given)


def changed(questions: Iterable[Question], before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The same for questions that are known, so that many rows ask for them once."""
    known = {question.key: question for question in questions}
    values, problems = dict(before), {}
    for key, value in given.items():
        try:
            values[key] = _clean(known[key], value)
        except KeyError:
            problems[key] = _("There is no such field.")
        except forms.ValidationError as error:
            problems[key] = " ".join(error.messages)
    wanted = asked(list(known.values()), values)
    problems = {q.key: _("Missing.") for q in wanted if q.is_required and values.get(q.key) in NOTHING} | problems
    if problems:
        raise Invalid(_("Some fields cannot be taken."), fields=problems)
    gone = set(known) - {question.key for question in wanted}
    return {key: value for key, value in values.items() if key not in gone and value not in NOTHING}


def _clean(question: Question, value: Any) -> Any:
    """A JSON answer through the field that would ask for it. Raises ValidationError."""
    handling = KINDS[question.kind]
    typed = handling.field(question, {"label": question.label, "required": False}).clean(_typed(question, value))
    return None if typed in NOTHING else handling.keep(question, typed)


def _typed(question: Question, value: Any) -> Any:
    """A JSON answer as it would be typed. Raises ValidationError for a list or an object where one value is asked for."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping) and question.kind == Kind.MONEY:
        value = value.get("amount")
    if isinstance(value, Mapping) or (isinstance(value, list) and question.kind != Kind.MULTI_CHOICE):
        raise forms.ValidationError(_("Give one value."))
    return value
