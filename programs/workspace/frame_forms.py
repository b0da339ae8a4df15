"""What holds for a program's levels as a whole: nesting, year, window, reviews."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from programs.document.program import ProgramDocument
from programs.models import Tier
from programs.workspace.figure_forms import WINDOW_HELP, clean_window

EVERY = [("month", _("month")), ("quarter", _("quarter")), ("half-year", _("half-year")), ("year", _("year"))]
REVIEW_FIELDS = ("every", "between", "notice_days", "grace_days", "exempt_months", "approve")


class FrameForm(forms.Form):
    levels = forms.ChoiceField(
        label=_("Levels"),
        choices=[
            ("nested", _("nested: a level also needs what those below it do")),
            ("independent", _("independent: only what the level says itself")),
        ],
    )
    window = forms.CharField(label=_("What counts where a figure does not say"), max_length=60, help_text=WINDOW_HELP)
    year_starts = forms.TypedChoiceField(label=_("The program's year begins in"), coerce=int, choices=MONTHS.items())
    every = forms.ChoiceField(label=_("Levels are reviewed every"), choices=EVERY)
    between = forms.ChoiceField(
        label=_("Between reviews"),
        choices=[("promote", _("partners may only rise")), ("nothing", _("nothing changes"))],
    )
    notice_days = forms.IntegerField(label=_("Days of notice before a level is lost"), min_value=0, max_value=730)
    grace_days = forms.IntegerField(label=_("Days of grace after that"), min_value=0, max_value=730)
    exempt_months = forms.IntegerField(label=_("Months a new partner cannot lose a level"), min_value=0, max_value=120)
    approve = forms.MultipleChoiceField(
        label=_("Levels a person approves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, tiers: list[Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approve"].choices = [(tier.name, tier.name) for tier in tiers]

    def clean_window(self) -> str:
        return clean_window(self.cleaned_data["window"])

    def changed(self, before: dict[str, Any]) -> dict[str, Any]:
        """The parts of a program file that differ from what the form began with."""
        now = self.cleaned_data
        found = {key: now[key] for key in ("levels", "window", "year_starts") if now[key] != before[key]}
        if any(now[key] != before[key] for key in REVIEW_FIELDS):
            found["review"] = {key: now[key] for key in REVIEW_FIELDS}
        return found


def frame_values(document: ProgramDocument, window: str) -> dict[str, Any]:
    review = asdict(document.review)
    return {
        "levels": "nested" if document.is_nested else "independent",
        "window": window,
        "year_starts": document.year_starts,
        **review,
        "approve": list(review["approve"]),
    }
