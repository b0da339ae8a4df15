from django import forms
from django.utils.translation import gettext_lazy as _


class NewcomerForm(forms.Form):
    """What an invited person without an account is asked; role, side and partner stand in the invitation."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"), strip=False, help_text=_("At least 12 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
