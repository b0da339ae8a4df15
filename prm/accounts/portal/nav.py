"""The team, in the portal's header."""

from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import PortalAccountPermission
from prm.ui import nav

nav.register(
    audience="portal",
    label=_("Team"),
    url_name="portal:accounts:member-list",
    permission=PortalAccountPermission.VIEW_PORTAL,
    icon="users",
    order=900,
)
