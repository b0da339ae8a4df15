"""The outbox, on the settings index."""

from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import AccountPermission
from prm.ui import panels

panels.register(
    on="settings",
    key="outbox",
    label=_("Outbox"),
    url_name="workspace:notifications:outbox",
    permission=AccountPermission.MANAGE_SETTINGS,
    order=80,
)
