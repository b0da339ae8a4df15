from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import PortalAccountPermission
from prm.ui import nav

nav.register(
    audience="portal",
    label=_("Home"),
    url_name="portal:today:home",
    permission=PortalAccountPermission.VIEW_PORTAL,
    icon="home",
    order=0,
    tab=True,
)
