"""What people type about journeys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prm.accounts.roles import PartnerRole, VendorRole
from prm.packs.types import PartnershipType
from programs.enums import Side
from programs.models import JourneyTemplate, Program, StepTemplate
from programs.onboarding import AREAS, STEP_KINDS


class JourneyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    window_days = forms.IntegerField(
        label=_("Window in days"), min_value=1, max_value=730,
        help_text=_("Counted from signing. Days on which you were the one waited for are added for each partner."),
    )  # fmt: skip
    is_sequential = forms.BooleanField(
        label=_("Each stage waits for the one before"), required=False,
        help_text=_("A partner hands nothing in for a stage while a required step before it is open."),
    )  # fmt: skip

    def __init__(self, *args: Any, instance: JourneyTemplate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if instance is not None:
            kept = {name: getattr(instance, name) for name in self.fields}
            self.initial = {**kept, **self.initial}


class NewJourneyForm(JourneyForm):
    name = forms.CharField(label=_("Name"), max_length=120, required=False, help_text=_("Empty: after its window."))
    window_days = forms.IntegerField(
        label=_("Window in days"), min_value=1, max_value=730, required=False,
        help_text=_("Empty: what suits the type, such as 90 for resale and 14 for referral."),
    )  # fmt: skip
    begins = forms.ChoiceField(
        label=_("Begin with"), choices=[("suggested", _("The steps we suggest for the type")), ("empty", _("No steps"))],
        initial="suggested", widget=forms.RadioSelect,
    )  # fmt: skip
    field_order = ("type", "program", "name", "window_days", "begins", "is_sequential")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"] = forms.ChoiceField(label=_("Partnership type"), choices=PartnershipType.choices)
        self.fields["program"] = forms.ModelChoiceField(
            Program.objects.exclude(status="retired").order_by("name"), label=_("Program"), required=False,
            empty_label=_("All of the type"), help_text=_("Only where one program goes another way than its type."),
        )  # fmt: skip
        self.order_fields(self.field_order)


class StepForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=120)
    stage = forms.CharField(
        label=_("Stage"), max_length=60, required=False, widget=forms.TextInput(attrs={"list": "stages"})
    )
    instructions = forms.CharField(
        label=_("Instructions"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": "3"})
    )
    subject = forms.CharField(
        label=_("Only this course, test or form"), max_length=80, required=False,
        help_text=_("Its reference, such as CRS-2K4P7M. Empty: any; a form step gets a form of its own."),
    )  # fmt: skip
    due_days = forms.IntegerField(label=_("Due, days after signing"), min_value=0, max_value=730)
    is_required = forms.BooleanField(label=_("Required"), required=False, initial=True)
    side = forms.ChoiceField(label=_("Whose turn"), choices=Side.choices, initial=Side.PARTNER)
    vendor_role = forms.ChoiceField(
        label=_("Who of us"), choices=[("", _("The channel manager")), *VendorRole.choices], required=False
    )
    partner_role = forms.ChoiceField(
        label=_("Who of the partner"), choices=[("", _("Anybody")), *PartnerRole.choices], required=False
    )
    opens = forms.MultipleChoiceField(
        label=_("Opens in the portal"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Closed to the partner until this step is done or left out. Active partners are never closed out."),
    )  # fmt: skip

    def __init__(self, *args: Any, instance: StepTemplate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.kind, kind.label) for kind in STEP_KINDS.values()]
        self.fields["opens"].choices = list(AREAS.items())
        if instance is not None:
            self.initial = {name: getattr(instance, name) for name in self.fields}
