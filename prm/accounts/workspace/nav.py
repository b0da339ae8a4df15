"""Settings, in the workspace's rail, and the pages on its index."""

from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import AccountPermission
from prm.ui import nav, panels

nav.register(
    audience="workspace",
    group="settings",
    label=_("Settings"),
    url_name="workspace:accounts:settings",
    permission=AccountPermission.VIEW_WORKSPACE,
    icon="settings",
    order=900,
)
PAGES = (
    ("organization", _("Brand and organization"), "organization", AccountPermission.MANAGE_SETTINGS, 10),
    ("members", _("Members"), "member-list", AccountPermission.VIEW_WORKSPACE, 20),
    ("keys", _("API keys"), "token-list", AccountPermission.MANAGE_TOKENS, 30),
)
for key, label, page, permission, order in PAGES:
    panels.register(
        on="settings", key=key, label=label, url_name=f"workspace:accounts:{page}", permission=permission, order=order
    )
