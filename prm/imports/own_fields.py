"""Columns for a vendor's own fields: each question of a form is a column, its answer what a cell says."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from prm.forms.queries import questions_for
from prm.forms.questions import Kind, Question
from prm.imports.cleaners import (
    clean_boolean,
    clean_country,
    clean_date,
    clean_decimal,
    clean_email,
    clean_text,
    one_of,
)
from prm.imports.kinds import ImportField, Row

# No field of ours has a dash in its name.
OWN = "own-"


def own_fields(form: str) -> tuple[ImportField, ...]:
    """The present questions of a form as columns, none of them required: what a file leaves out stays."""
    return tuple(
        ImportField(OWN + question.key, question.label, clean=_reader(question), empty=None, help=question.help)
        for question in questions_for(form).questions
        if question.kind != Kind.FILE
    )


def own_answers(row: Row) -> dict[str, Any]:
    """What a row says of own fields, as JSON by the key of the question; empty cells are left out."""
    return {name.removeprefix(OWN): value for name, value in row.items() if name.startswith(OWN) and value is not None}


def _reader(question: Question) -> Callable[[str], Any]:
    one = one_of({value: str(label) for value, label in question.choices})
    readers: dict[str, Callable[[str], Any]] = {
        Kind.NUMBER: lambda text: str(clean_decimal(text)),
        Kind.MONEY: lambda text: _amount(question, text),
        Kind.DATE: lambda text: clean_date(text).isoformat(),
        Kind.CHOICE: one,
        Kind.MULTI_CHOICE: lambda text: [one(part.strip()) for part in re.split(r"[;|]", text) if part.strip()],
        Kind.YES_NO: clean_boolean,
        Kind.COUNTRY: clean_country,
        Kind.EMAIL: clean_email,
    }
    return readers.get(question.kind, clean_text)


def _amount(question: Question, text: str) -> dict[str, str]:
    """A figure, with the currency of the field or none; another currency is refused, not converted."""
    found = re.fullmatch(r"(?:([A-Za-z]{3})\s*)?([^A-Za-z]+?)(?:\s*([A-Za-z]{3}))?", text)
    if found is None:
        raise ValueError(_("is not an amount"))
    named = (found[1] or found[3] or "").upper()
    if named and named != question.currency:
        raise ValueError(_("is not in %(currency)s") % {"currency": question.currency})
    return {"amount": str(clean_decimal(found[2].strip()))}
