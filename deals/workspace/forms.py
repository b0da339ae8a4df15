"""Forms of the workspace."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deals.enums import WonReason
from prm.accounts.queries import vendor_members


class MemberChoice(forms.ModelChoiceField):
    """One of the vendor's own people."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=None, **options)

    def bind_members(self) -> None:
        self.queryset = vendor_members()


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    domain = forms.CharField(label=_("Web domain"), max_length=120, required=False)
    kind = forms.CharField(label=_("Type"), max_length=60, required=False)
    organization = forms.CharField(label=_("Parent organization"), max_length=200, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    region = forms.CharField(label=_("State or region"), max_length=80, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as US"))
    tax_id = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    owner = MemberChoice(label=_("Owner"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].bind_members()


class WonForm(forms.Form):
    amount = forms.DecimalField(label=_("Final amount"), min_value=0, max_digits=16, decimal_places=2, required=False)
    won_on = forms.DateField(label=_("Won on"), required=False)
    reason = forms.ChoiceField(label=_("Why we won"), choices=WonReason.choices)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False)


class ReferralValueForm(forms.Form):
    amount = forms.DecimalField(label=_("Value"), min_value=0, max_digits=16, decimal_places=2, required=False)


class PolicyForm(forms.Form):
    valid_from = forms.DateField(label=_("In force from"), required=False)
    standard_days = forms.IntegerField(label=_("Protection, standard deal (days)"), min_value=1, max_value=730)
    enterprise_days = forms.IntegerField(label=_("Protection, enterprise deal (days)"), min_value=1, max_value=730)
    decision_days = forms.IntegerField(label=_("Answer within (business days)"), min_value=1, max_value=30)
    minimum_amount = forms.DecimalField(label=_("Least deal value"), min_value=0, max_digits=14, decimal_places=2)
    is_new_logo_only = forms.BooleanField(label=_("Only new customers for a product line"), required=False)
    extension_days = forms.IntegerField(label=_("An extension adds (days)"), min_value=1, max_value=365)
    extension_opens_days = forms.IntegerField(label=_("It opens with days left"), min_value=1, max_value=365)
    self_service_extensions = forms.IntegerField(label=_("Extensions without asking"), min_value=0, max_value=10)
    lookback_days = forms.IntegerField(label=_("Conflict look-back (days)"), min_value=1, max_value=3660)
    reregister_after_months = forms.IntegerField(
        label=_("Register an expired deal again after (months)"), min_value=0, max_value=24
    )
