"""Forms of members, keys, the organization and one's own profile."""

from typing import Any
from zoneinfo import available_timezones

from babel.numbers import get_currency_name, list_currencies
from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from prm.accounts.grants import check_may_grant
from prm.accounts.permissions import permissions_for
from prm.accounts.roles import ROLES
from prm.forms.fields import AddressField
from prm.lib.actor import Actor
from prm.lib.errors import DomainError

Choices = list[tuple[str, Any]]


def grantable_roles(actor: Actor, audience: str) -> Choices:
    """The roles of a side this actor may give."""

    def may(role: str) -> bool:
        try:
            check_may_grant(actor, audience=audience, role=role)
        except DomainError:
            return False
        return True

    return [(value, label) for value, label in ROLES[audience].choices if may(value)]


def timezones() -> Choices:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


def currencies() -> Choices:
    locale = to_locale(get_language() or "en")
    return [(code, f"{code} - {get_currency_name(code, locale=locale)}") for code in sorted(list_currencies())]


class InviteForm(forms.Form):
    email = AddressField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, actor: Actor, audience: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nothing is chosen before: the first would be the administrator.
        self.fields["role"].choices = [("", "---------"), *grantable_roles(actor, audience)]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, actor: Actor, audience: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = grantable_roles(actor, audience)


class OrganizationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    legal_name = forms.CharField(label=_("Legal name"), max_length=200, required=False)
    accent = forms.CharField(
        label=_("Accent color"),
        max_length=7,
        help_text=_("Buttons and links of the portal. It must read well on light and dark."),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezones)
    currency = forms.ChoiceField(label=_("Reporting currency"), choices=currencies)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    fiscal_start_month = forms.TypedChoiceField(
        label=_("First month of the fiscal year"), choices=list(MONTHS.items()), coerce=int
    )


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Job title"), max_length=80, required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser says")), *settings.LANGUAGES],
        help_text=_("Of the screens here and of the mail you get."),
    )  # fmt: skip
    theme = forms.ChoiceField(
        label=_("Theme"), required=False, choices=[("light", _("Light")), ("dark", _("Dark"))],
    )  # fmt: skip


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    member = forms.ModelChoiceField(label=_("Acts as"), queryset=None)
    scopes = forms.MultipleChoiceField(label=_("May"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(label=_("Ends on"), required=False, help_text=_("Empty: until it is taken back."))

    def __init__(self, *args: Any, actor: Actor, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members
        self.fields["member"].initial = actor.membership_id
        held = permissions_for(actor.audience, actor.role) & actor.permissions
        self.fields["scopes"].choices = [(value, value) for value in sorted(held)]


class VendorForm(forms.Form):
    """What a vendor is started with."""

    name = forms.CharField(label=_("Name of your company"), max_length=120)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=40,
        required=False,
        help_text=_("Part of every link: /w/<address>/. Empty: from the name."),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezones, initial="UTC")
    currency = forms.ChoiceField(label=_("Reporting currency"), choices=currencies, initial="USD")
