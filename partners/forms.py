"""What people type about partners, on both sides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.enums import Segment, TouchKind
from partners.form_kinds import PARTNER_FIELDS
from partners.models import Contact, Partner, PartnerLocation, Prospect, ProspectContact
from partners.page import programs_on_offer
from partners.queries import partner_choices
from prm.accounts.queries import vendor_members
from prm.forms.builder import WithQuestions
from prm.forms.fields import AddressField
from prm.forms.queries import questions_for
from prm.ui.choices import country_choices, currency_choices


class SegmentsField(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Segment.choices, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class PartnerForm(WithQuestions, forms.ModelForm):
    """Everything the vendor keeps of a partner, its custom fields last. `owner` is offered when it is added; handing over is an act of its own."""

    segments = SegmentsField(label=_("Customer segments"))

    class Meta:
        model = Partner
        fields = (
            "name", "legal_name", "domain", "country", "region", "city", "street", "postal_code", "phone", "territory",
            "segments", "technical_people", "sales_people", "currency", "since_on", "about",
        )  # fmt: skip

    def __init__(self, *args: Any, with_owner: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=country_choices())
        self.fields["currency"] = forms.ChoiceField(label=_("Settlement currency"), choices=currency_choices())
        # Choices from the database are asked for when a form is made: only then is a scope open.
        self.fields["parent"] = forms.ModelChoiceField(
            partner_choices().exclude(pk=self.instance.pk),
            label=_("Part of"),
            required=False,
            initial=self.instance.parent,
        )
        if with_owner:
            self.fields["owner"] = forms.ModelChoiceField(
                vendor_members(), label=_("Channel manager"), required=False, empty_label=_("Nobody yet")
            )
        self.ask(questions_for(PARTNER_FIELDS.key).questions, self.instance.custom)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        # What was left empty is said, too: it empties the field.
        empty = dict.fromkeys(question.key for question in self.own.questions)
        return {**data, "custom": empty | self.own.answers if self.own.is_valid() else {}}

    def _post_clean(self) -> None:
        """The service writes, not the form: the instance stays as it was."""


class OwnerForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.ModelChoiceField(
            vendor_members(), label=_("Channel manager"), required=False, empty_label=_("Nobody")
        )


class HandOverForm(OwnerForm):
    """To whom, and what they should know."""

    note = forms.CharField(
        label=_("Note for the new channel manager"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("They read it; the partners do not."),
    )  # fmt: skip

    def __init__(self, *args: Any, must_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].required = must_name
        self.order_fields(["owner", "note"])


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea, max_length=400)


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("name", "email", "phone", "title", "is_primary")
        field_classes = {"email": AddressField}

    def _post_clean(self) -> None:
        """The service writes, not the form."""


class LocationForm(forms.ModelForm):
    class Meta:
        model = PartnerLocation
        fields = ("name", "kind", "street", "postal_code", "city", "region", "country", "is_primary")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=country_choices())

    def _post_clean(self) -> None:
        """The service writes, not the form."""


class ProfileForm(forms.ModelForm):
    """What a partner says of itself."""

    segments = SegmentsField(label=_("Customer segments you serve"))

    class Meta:
        model = Partner
        fields = (
            "about", "street", "postal_code", "city", "region", "phone", "segments", "technical_people", "sales_people",
        )  # fmt: skip

    def _post_clean(self) -> None:
        """The service writes, not the form."""


class ProspectForm(forms.ModelForm):
    """What is known of a prospect. A new one is entered with its owner and the first person known there."""

    segments = SegmentsField(label=_("Customer segments"))

    class Meta:
        model = Prospect
        fields = (
            "name", "domain", "country", "region", "city", "territory", "type", "program_ref", "source", "about",
            "segments",
        )  # fmt: skip
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=country_choices())
        self.fields["program_ref"] = forms.ChoiceField(
            label=_("Program of interest"), required=False, choices=[("", _("Not known yet")), *programs_on_offer()]
        )
        if is_new:
            self.fields["contact_name"] = forms.CharField(label=_("Contact"), max_length=120, required=False)
            self.fields["contact_email"] = AddressField(label=_("Contact's e-mail"), required=False)
            self.fields["contact_title"] = forms.CharField(
                label=_("Contact's job title"), max_length=80, required=False
            )
            self.fields["owner"] = forms.ModelChoiceField(
                vendor_members(), label=_("Owner"), required=False, empty_label=_("Nobody yet")
            )

    def _post_clean(self) -> None:
        """The service writes, not the form."""


class ProspectContactForm(forms.ModelForm):
    class Meta:
        model = ProspectContact
        fields = ("name", "email", "phone", "title")
        field_classes = {"email": AddressField}

    def _post_clean(self) -> None:
        """The service writes, not the form."""


class TouchForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=TouchKind.choices)
    text = forms.CharField(label=_("What was said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class ConvertForm(forms.Form):
    """Whether the prospect becomes a new partner or joins one that looks like it."""

    def __init__(self, *args: Any, alike: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if alike:
            joined = [
                (twin.ref, _("Join it to %(name)s (%(ref)s)") % {"name": twin.name, "ref": twin.ref}) for twin in alike
            ]
            self.fields["into"] = forms.ChoiceField(
                label=_("Which company is it?"),
                choices=[*joined, ("new", _("Another company: make a new partner"))],
                widget=forms.RadioSelect,
            )
