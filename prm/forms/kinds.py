"""How each kind of question is asked as a Django field, kept as JSON and shown as text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from django import forms
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from prm.forms.fields import AddressField
from prm.forms.questions import Kind, Question

TEXT_LENGTH, LONG_TEXT_LENGTH = 400, 8000
Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class Handling:
    """`field` makes the form field, `keep` turns its value into JSON, `show` turns the JSON into words."""

    field: Callable[[Question, dict[str, Any]], forms.Field]
    keep: Callable[[Question, Any], Any] = lambda question, value: value
    show: Callable[[Question, Any], str] = lambda question, value: str(value)


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every country in a language, by name."""
    locale = Locale.parse(to_locale(language))
    named = {code: name for code, name in locale.territories.items() if len(code) == 2 and code.isalpha()}
    pairs = [(code, name) for code, name in named.items() if code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB")]
    return tuple(sorted(pairs, key=lambda pair: pair[1]))


def _countries() -> tuple[tuple[str, str], ...]:
    return countries(get_language() or "en")


def _one_of(choices: Choices, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("Choose...")), *choices], **common)


def _yes_no(question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **common,
    )


def _money(question: Question, common: dict[str, Any]) -> forms.Field:
    label = f"{common.pop('label')} ({question.currency})" if question.currency else common.pop("label")
    return forms.DecimalField(min_value=Decimal(0), max_digits=19, decimal_places=4, label=label, **common)


def _keep_money(question: Question, value: Decimal) -> dict[str, str]:
    return {"amount": f"{value:f}", "currency": question.currency}


def _show_money(question: Question, value: dict[str, str]) -> str:
    return f"{value['currency']} {number_format(Decimal(value['amount']), force_grouping=True)}".strip()


KINDS: dict[str, Handling] = {
    Kind.TEXT: Handling(lambda q, common: forms.CharField(max_length=TEXT_LENGTH, **common)),
    Kind.LONG_TEXT: Handling(
        lambda q, common: forms.CharField(max_length=LONG_TEXT_LENGTH, widget=forms.Textarea, **common)
    ),
    Kind.NUMBER: Handling(
        lambda q, common: forms.DecimalField(max_digits=19, decimal_places=4, **common),
        keep=lambda q, value: f"{value:f}",
        show=lambda q, value: number_format(Decimal(value), force_grouping=True),
    ),
    Kind.MONEY: Handling(_money, _keep_money, _show_money),
    Kind.DATE: Handling(
        lambda q, common: forms.DateField(widget=forms.DateInput, **common),
        keep=lambda q, value: value.isoformat(),
        show=lambda q, value: date_format(date.fromisoformat(value), "j M Y"),
    ),
    Kind.CHOICE: Handling(lambda q, common: _one_of(list(q.choices), common), show=lambda q, value: q.words_for(value)),
    Kind.MULTI_CHOICE: Handling(
        lambda q, common: forms.MultipleChoiceField(
            choices=list(q.choices), widget=forms.CheckboxSelectMultiple, **common
        ),
        keep=lambda q, value: list(value),
        show=lambda q, value: ", ".join(q.words_for(item) for item in value),
    ),
    Kind.YES_NO: Handling(_yes_no, show=lambda q, value: _("Yes") if value else _("No")),
    Kind.COUNTRY: Handling(
        lambda q, common: _one_of(list(_countries()), common),
        show=lambda q, value: dict(_countries()).get(value, value),
    ),
    Kind.EMAIL: Handling(lambda q, common: AddressField(max_length=254, **common)),
    Kind.URL: Handling(lambda q, common: forms.URLField(max_length=TEXT_LENGTH, assume_scheme="https", **common)),
    # The file itself is stored by the caller (services.keep_files); the answer is its ref and name.
    Kind.FILE: Handling(
        lambda q, common: forms.FileField(**common),
        keep=lambda q, value: None,
        show=lambda q, value: str(value.get("name", "")),
    ),
}


def show_answer(question: Question, value: Any) -> str:
    """An answer in words; nothing where there is none."""
    if value in (None, "", []):
        return ""
    try:
        return KINDS[question.kind].show(question, value)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        # It was answered when the question was of another kind.
        return str(value)
