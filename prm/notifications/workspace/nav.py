"""The outbox, in Settings."""

from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import AccountPermission
from prm.ui import settings_pages

settings_pages.register(
    label=_("Outbox"),
    text=_("Every mail sent in the organization's name, and what became of it."),
    icon="mail",
    url_name="workspace:notifications:outbox",
    permission=AccountPermission.MANAGE_SETTINGS,
    order=80,
)
