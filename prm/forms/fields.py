"""Form fields that several rooms ask with."""

from typing import Any

from django import forms

from prm.lib.addresses import validate_address


class AddressField(forms.EmailField):
    """An e-mail address that mail reaches."""

    default_validators: Any = [validate_address]
