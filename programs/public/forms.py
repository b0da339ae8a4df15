"""The application form: the company, the person, the standard questions, the vendor's own, a guard against robots."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.enums import Segment
from prm.forms.builder import WithQuestions
from prm.forms.fields import AddressField
from prm.forms.guard import Guarded
from prm.forms.queries import Asked
from prm.forms.questions import Kind
from prm.matching.domains import registrable_domain
from prm.ui.choices import country_choices
from programs.questions import QUESTIONS, Question

NOTHING_ASKED = Asked(None, 0, ())


class ApplicationForm(WithQuestions, Guarded):
    """`save_only` asks for nothing but an address to send the link to: drafts may have gaps.

    `questions` are the standard ones the program needs; `asked` are the vendor's own, `kept` what was answered to them before. They are cleaned by a form of
    theirs, which knows their conditions; here they are drawn and their errors told.
    """

    company_name = forms.CharField(label=_("Company"), max_length=160)
    domain = forms.CharField(label=_("Web domain"), max_length=120, required=False, help_text=_("Such as example.com."))
    country = forms.ChoiceField(label=_("Country"))
    region = forms.CharField(label=_("State or region"), max_length=80, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    contact_name = forms.CharField(label=_("Your name"), max_length=120)
    contact_email = AddressField(label=_("Your e-mail at work"))
    contact_title = forms.CharField(label=_("Your job title"), max_length=80, required=False)
    segments = forms.MultipleChoiceField(
        label=_("Which customers do you serve?"),
        choices=Segment.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    technical_people = forms.IntegerField(label=_("Technical people"), min_value=0, max_value=1_000_000, required=False)
    sales_people = forms.IntegerField(label=_("Sales people"), min_value=0, max_value=1_000_000, required=False)

    def __init__(
        self,
        *args: Any,
        save_only: bool = False,
        asked: Asked = NOTHING_ASKED,
        kept: Mapping[str, Any] | None = None,
        questions: Sequence[Question] = QUESTIONS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.asked, self.kept = asked, kept or {}
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), choices=[("", _("Choose...")), *country_choices()]
        )
        for question in questions:
            self.fields[f"answer_{question.key}"] = _field_of(question)
        if save_only:
            for name, field in self.fields.items():
                field.required = name == "contact_email"
        self._add_own(save_only)

    @property
    def standard_fields(self) -> list[forms.BoundField]:
        return [self[f"answer_{question.key}"] for question in self.questions]

    def _add_own(self, save_only: bool) -> None:
        questions = [
            # A file that was sent before need not be sent again.
            replace(
                question,
                is_required=question.is_required and not save_only and self._kept_file(question) is None,
                help=self._kept_file(question) or question.help,
            )
            for question in self.asked.questions
        ]
        self.ask(questions, self.kept)

    def _kept_file(self, question: Any) -> str | None:
        kept = self.kept.get(question.key)
        if question.kind != Kind.FILE or not isinstance(kept, Mapping):
            return None
        return _now("We have %(file)s. Another file takes its place.") % {"file": kept["name"]}

    def clean_domain(self) -> str:
        text = str(self.cleaned_data["domain"]).strip()
        if text and not registrable_domain(text):
            raise forms.ValidationError(_now("This is no web domain; leave it empty if you have none."))
        return registrable_domain(text) if text else ""

    def values(self) -> dict[str, Any]:
        """What the service takes: the application's own fields, and the answers by question."""
        data = self.cleaned_data
        answers = {question.key: data.get(f"answer_{question.key}", "") for question in self.questions}
        fixed = {name: value for name, value in data.items() if not name.startswith("answer_")}
        files = {question.key for question in self.own.questions if question.kind == Kind.FILE}
        kept = {key: self.kept[key] for key in files & set(self.own.asked_keys) if key in self.kept}
        return {**fixed, "answers": answers, "own": kept | self.own.answers, "uploads": self.own.uploads}


def form_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """A kept application as the form's initial data."""
    answers = {f"answer_{key}": value for key, value in values.get("answers", {}).items()}
    return {**{name: value for name, value in values.items() if name != "answers"}, **answers}


def _field_of(question: Question) -> forms.Field:
    common = {"label": question.label, "required": False, "help_text": question.help}
    if question.choices:
        return forms.ChoiceField(choices=[("", _("Choose...")), *question.choices], **common)
    widget = forms.Textarea if question.is_long else forms.TextInput
    return forms.CharField(max_length=2000 if question.is_long else 300, widget=widget, **common)
