"""The standard questions of an application, shared by the public form and the decision screen."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

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


STANDING_CHOICES = [
    ("under_1", _("Less than a year")),
    ("1_3", _("One to three years")),
    ("3_10", _("Three to ten years")),
    ("over_10", _("More than ten years")),
]


@dataclass(frozen=True)
class Question:
    """A question without a `criterion` is always asked, another where the criterion weighs in the program."""

    key: str
    label: Any
    choices: tuple[tuple[str, Any], ...] = ()
    is_long: bool = False
    help: Any = ""
    criterion: str = ""


QUESTIONS = (
    Question(
        "relationships",
        _("Which vendors do you work with today?"),
        tuple(RELATIONSHIP_CHOICES),
        criterion="relationships",
    ),
    Question(
        "vendors",
        _("Name the most important ones"),
        help=_("We look for conflicts early, to spare you later."),
        criterion="relationships",
    ),
    Question("finances", _("How does the company stand?"), tuple(FINANCE_CHOICES), criterion="finances"),
    Question("standing", _("How long has it been in business?"), tuple(STANDING_CHOICES), criterion="stability"),
    Question(
        "seller", _("Who will sell it?"), help=_("A name. People count more than intentions."), criterion="commitment"
    ),
    Question("engineer", _("Who will know how it works?"), criterion="commitment"),
    Question("sponsor", _("Who of your management stands behind it?"), criterion="commitment"),
    Question("plan", _("What shall the first year bring?"), is_long=True, criterion="commitment"),
    Question("budget", _("What do you set aside for it?"), help=_("Money or days of work."), criterion="commitment"),
    Question("motivation", _("Why do you want to join?"), is_long=True),
)


def questions_weighing(weights: Collection[str]) -> list[Question]:
    """What is asked where these criteria weigh."""
    return [question for question in QUESTIONS if not question.criterion or question.criterion in weights]


def answer_text(key: str, value: Any) -> str:
    """An answer in words, whatever kind of question it answers."""
    choices = next((dict(question.choices) for question in QUESTIONS if question.key == key), {})
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(choices.get(value, value))
