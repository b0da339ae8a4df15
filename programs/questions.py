"""The standard questions of an application, shared by the public form and the decision screen."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from partners.enums import Segment

RELATIONSHIP_CHOICES = [
    ("none", _("None in this field")),
    ("complementary", _("Vendors that complement you")),
    ("overlapping", _("Vendors that overlap with you")),
    ("exclusive_competitor", _("We are bound to a competitor")),
]
FINANCE_CHOICES = [
    ("profitable_years", _("Profitable for three years or more")),
    ("profitable", _("Profitable last year")),
    ("break_even", _("Breaking even")),
    ("investing", _("Not profitable yet, funded")),
    ("undisclosed", _("We would rather not say")),
]


@dataclass(frozen=True)
class Question:
    key: str
    label: Any
    choices: tuple[tuple[str, Any], ...] = ()
    is_long: bool = False
    help: Any = ""


QUESTIONS = (
    Question("relationships", _("Which vendors do you work with today?"), tuple(RELATIONSHIP_CHOICES)),
    Question("vendors", _("Name the most important ones"), help=_("We look for conflicts early, to spare you later.")),
    Question("finances", _("How does the company stand?"), tuple(FINANCE_CHOICES)),
    Question("motivation", _("Why do you want to join?"), is_long=True),
)


def answer_text(key: str, value: Any) -> str:
    """An answer in words, whatever kind of question it answers."""
    choices = next((dict(question.choices) for question in QUESTIONS if question.key == key), {})
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(choices.get(value, value))


def segment_labels(values: list[str]) -> list[str]:
    known = dict(Segment.choices)
    return [str(known.get(value, value)) for value in values]
