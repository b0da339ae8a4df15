"""What is typed in, on whichever side."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.enums import Cadence, Consequence
from agreements.promises import READERS
from agreements.rules.amendment import FIXED
from agreements.rules.drawing import NotADrawing, drawing_from
from agreements.rules.parameters import PARAMETERS, Terms, effective
from agreements.services.paper import PaperSigner
from agreements.services.signing import Assent
from prm.forms.fields import AddressField
from programs.metrics import METRICS

UNITS = {name: parameter.unit for name, parameter in PARAMETERS.items()}


class TermFields(forms.Form):
    """One field for each structured term, with its unit and bounds; an empty one means the standard."""

    def __init__(self, *args: Any, standard: Terms | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base = self.base = effective(standard or {}, {})
        for name, parameter in PARAMETERS.items():
            if parameter.is_flag:
                field: forms.Field = forms.BooleanField(label=parameter.label, required=False)
            else:
                label = f"{parameter.label} ({parameter.unit})" if parameter.unit else parameter.label
                field = forms.IntegerField(
                    label=label, min_value=parameter.lowest, max_value=parameter.highest, required=False
                )
            field.initial = base[name]
            if standard is not None:
                field.help_text = _("Standard: %(value)s") % {
                    "value": (_("yes") if base[name] else _("no")) if parameter.is_flag else base[name]
                }
            self.fields[name] = field

    def terms(self) -> dict[str, int | bool]:
        given = {name: self.cleaned_data[name] for name in PARAMETERS}
        return {name: self.base[name] if value is None else value for name, value in given.items()}


class NegotiateForm(TermFields):
    effective_on = forms.DateField(
        label=_("In force from"), required=False, help_text=_("Empty: from the day of the last signature.")
    )
    why = forms.CharField(
        label=_("Why these terms"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where something differs from the standard."),
    )  # fmt: skip
    field_order = [*PARAMETERS, "effective_on", "why"]


class AmendForm(TermFields):
    """The terms an amendment may change, and words of its own."""

    words = forms.CharField(
        label=_("In words"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What changes beside the terms. Headings with an id make clauses: ## Liability {#liability}"),
    )  # fmt: skip
    effective_on = forms.DateField(
        label=_("In force from"), required=False, help_text=_("Empty: from the day of the last signature.")
    )
    why = forms.CharField(label=_("Why"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = [*PARAMETERS, "words", "effective_on", "why"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIXED:
            del self.fields[name]

    def terms(self) -> dict[str, int | bool]:
        """All terms, those left empty and those only a renewal changes as they are."""
        given = {name: self.cleaned_data.get(name) for name in PARAMETERS}
        return {name: self.base[name] if value is None else value for name, value in given.items()}


class SignForm(forms.Form):
    """Typed always; drawn where the pad was used. The statement assented to is the label of the box."""

    name = forms.CharField(label=_("Your full name"), max_length=120, help_text=_("Typing it signs."))
    title = forms.CharField(label=_("Your job title"), max_length=120)
    email = AddressField(label=_("Your e-mail"))
    has_authority = forms.BooleanField(label=_("I accept and may bind the company"))
    document_sha256 = forms.CharField(widget=forms.HiddenInput)
    drawing = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, statement: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["has_authority"].label = statement or self.fields["has_authority"].label

    def clean_drawing(self) -> bytes | None:
        if not self.cleaned_data["drawing"]:
            return None
        try:
            return drawing_from(self.cleaned_data["drawing"])
        except NotADrawing as error:
            raise forms.ValidationError(_("The drawing could not be read. Draw again, or type your name.")) from error

    def assent(self, request: Any) -> Assent:
        return Assent(
            **self.cleaned_data, ip=request.META.get("REMOTE_ADDR") or None,
            user_agent=request.headers.get("User-Agent", "")[:300],
        )  # fmt: skip


class ScanForm(forms.Form):
    upload = forms.FileField(label=_("Scan of the signed paper (PDF)"))


class PaperForm(ScanForm):
    """The scan, who signed it for either side and when."""

    signed_on = forms.DateField(label=_("Signed on"), help_text=_("The day of the last signature on it."))
    partner_name = forms.CharField(label=_("Signed for the partner by"), max_length=120)
    partner_title = forms.CharField(label=_("Job title there"), max_length=120, required=False)
    partner_email = AddressField(label=_("E-mail there"), required=False)
    vendor_name = forms.CharField(label=_("Signed for us by"), max_length=120)
    vendor_title = forms.CharField(label=_("Job title here"), max_length=120, required=False)
    vendor_email = AddressField(label=_("E-mail here"), required=False)
    says_the_same = forms.BooleanField(
        label=_("The paper says what stands in this agreement, with nothing changed by hand"), required=False
    )

    def paper(self) -> dict[str, Any]:
        given = self.cleaned_data
        signers = {
            side: PaperSigner(given[f"{side}_name"], given[f"{side}_title"], given[f"{side}_email"])
            for side in ("partner", "vendor")
        }
        return {**signers, **{name: given[name] for name in ("upload", "signed_on", "says_the_same")}}


class SignersForm(forms.Form):
    """Up to five people of the partner, in the order in which they sign."""

    PLACES = ("first", "second", "third", "fourth", "fifth")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (_("Signs first"), _("Then"), _("Then"), _("Then"), _("Then"))
        for name, label in zip(self.PLACES, labels, strict=True):
            self.fields[name] = forms.ModelChoiceField(people, label=label, required=False)

    def members(self) -> list[Any]:
        return [member for name in self.PLACES if (member := self.cleaned_data[name])]


class DelegateForm(forms.Form):
    """Somebody of the same company who signs instead, and why."""

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ModelChoiceField(people, label=_("Who signs instead"))
        self.fields["why"] = forms.CharField(
            label=_("Why"),
            max_length=400,
            help_text=_("It stands on the page of evidence with your name and the time."),
        )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was done, where the proof is."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


def measures() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """What the system can measure: promises of ours with evidence, metrics of the partner's."""
    ours = [(name, PARAMETERS[name].label) for name in READERS if name in PARAMETERS]
    theirs = [(name, metric.label) for name, metric in METRICS.items()]
    return [(_("We promise"), ours), (_("The partner promises"), theirs)]


class CommitmentForm(forms.Form):
    measure = forms.ChoiceField(label=_("What"), choices=measures)
    value = forms.IntegerField(
        label=_("Figure"), min_value=1, max_value=10**12,
        help_text=_("Days for a promise of ours; for the partner the least that has to be reached in each period."),
    )  # fmt: skip
    words = forms.CharField(label=_("In words"), max_length=200, required=False)
    cadence = forms.ChoiceField(label=_("How often"), choices=Cadence.choices, initial=Cadence.QUARTERLY)
    consequence = forms.ChoiceField(label=_("If not kept"), choices=Consequence.choices, initial=Consequence.NOTIFY)
    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(label=_("To"))


class ChangesForm(forms.Form):
    reason = forms.CharField(label=_("What should change"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class TerminateForm(ReasonForm):
    ends_on = forms.DateField(label=_("Last day"))
    field_order = ["ends_on", "reason"]


class LinkForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = AddressField(label=_("E-mail"))
