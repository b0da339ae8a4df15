from django import forms
from django.utils.translation import gettext_lazy as _


class BankAccountForm(forms.Form):
    """A bank account, typed anew each time: the number itself is never shown again."""

    holder = forms.CharField(label=_("Account holder"), max_length=70)
    iban = forms.CharField(label=_("IBAN"), max_length=42)
    bic = forms.CharField(label=_("BIC"), max_length=11, required=False)
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()
