"""What people type about applicants: whom a program takes, how they are scored, one score, who looks at them."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.enums import Segment
from prm.accounts.queries import vendor_members
from prm.ui.choices import country_choices
from programs.models import Program
from programs.rules.eligibility import Gate
from programs.rules.scorecard import BEST, ENTHUSIASM, LABELS

WEIGHED = [key for key in LABELS if key != ENTHUSIASM]
OWN_LINE = re.compile(r"(\d{1,3})\s+(\S.*)")


class ApplicantsForm(forms.ModelForm):
    """The gate, the ideal profile, and the scorecard with a field `weight_...` for each criterion."""

    ideal_segments = forms.MultipleChoiceField(
        label=_("Customer segments we want"),
        choices=Segment.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    countries = forms.MultipleChoiceField(
        label=_("Only from these countries"), required=False, help_text=_("None chosen: from everywhere.")
    )
    technical_people = forms.IntegerField(
        label=_("Technical people, at least"), required=False, min_value=0, max_value=1000
    )
    sales_people = forms.IntegerField(label=_("Sales people, at least"), required=False, min_value=0, max_value=1000)
    needs_segment = forms.BooleanField(label=_("They serve a segment we want"), required=False)
    needs_company_mail = forms.BooleanField(
        label=_("They write from an address of their company, not of a mail service"), required=False
    )
    own = forms.CharField(
        label=_("Criteria of your own"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, its weight first: 10 References we called. A person scores them, on evidence."),
    )
    competitors = forms.CharField(
        label=_("Competitors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. An applicant that names one among its vendors is marked as a conflict."),
    )

    class Meta:
        model = Program
        fields = ("ideal_segments", "ideal_technical_people", "ideal_sales_people", "qualify_at", "hold_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = country_choices()
        for key in WEIGHED:
            self.fields[f"weight_{key}"] = forms.IntegerField(
                label=LABELS[key], required=False, min_value=0, max_value=100
            )

    def _post_clean(self) -> None:
        """The service writes, not the form."""

    def clean_own(self) -> list[tuple[int, str]]:
        found = []
        for line in self.cleaned_data["own"].splitlines():
            if not line.strip():
                continue
            match = OWN_LINE.fullmatch(line.strip())
            if match is None:
                raise forms.ValidationError(_now("“%(line)s” has no weight before its words.") % {"line": line.strip()})
            found.append((int(match[1]), match[2]))
        return found

    def clean_competitors(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["competitors"].splitlines() if line.strip()]
        if any(len(name) > 80 for name in names) or len(names) > 100:
            raise forms.ValidationError(_now("At most a hundred names of up to 80 letters."))
        return names

    @property
    def about_gate(self) -> list[forms.BoundField]:
        return [
            self[name]
            for name in ("countries", "technical_people", "sales_people", "needs_segment", "needs_company_mail")
        ]

    @property
    def about_profile(self) -> list[forms.BoundField]:
        return [self[name] for name in ("ideal_segments", "ideal_technical_people", "ideal_sales_people")]

    @property
    def about_weights(self) -> list[forms.BoundField]:
        return [self[f"weight_{key}"] for key in WEIGHED]

    @property
    def about_rest(self) -> list[forms.BoundField]:
        return [self[name] for name in ("own", "competitors", "qualify_at", "hold_at")]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        gate = Gate(
            frozenset(data["countries"]), data["technical_people"] or 0, data["sales_people"] or 0,
            data["needs_segment"], data["needs_company_mail"],
        )  # fmt: skip
        return {
            **{name: data[name] for name in self.Meta.fields},
            "weights": {key: data[f"weight_{key}"] or 0 for key in WEIGHED},
            "own": data["own"],
            "competitors": data["competitors"],
            "gate": gate,
        }


class ScoreForm(forms.Form):
    score = forms.TypedChoiceField(label=_("Score"), coerce=int, choices=[(n, n) for n in range(BEST + 1)])
    evidence = forms.CharField(label=_("Evidence"), max_length=1000)


class ReviewerForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.ModelChoiceField(
            vendor_members(), label=_("Reviewer"), required=False, empty_label=_("Nobody")
        )
