"""What signing up asks besides e-mail and password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120)
    field_order = ["name", "email", "password1"]

    def signup(self, request: Any, user: Any) -> None:
        """The adapter has kept the name already."""
