"""The pages of people, keys and the organization, in Settings."""

from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import AccountPermission
from prm.ui import settings_pages

settings_pages.register(
    label=_("Brand and organization"),
    text=_("Name, color, time zone, currency and fiscal year."),
    icon="palette",
    url_name="workspace:accounts:organization",
    permission=AccountPermission.MANAGE_SETTINGS,
    order=10,
)
settings_pages.register(
    label=_("Members"),
    text=_("Who works here, with which role, and who is invited."),
    icon="users",
    url_name="workspace:accounts:member-list",
    permission=AccountPermission.VIEW_WORKSPACE,
    order=20,
)
settings_pages.register(
    label=_("API keys"),
    text=_("Programs that act as a member."),
    icon="key",
    url_name="workspace:accounts:token-list",
    permission=AccountPermission.MANAGE_TOKENS,
    order=30,
)
