from django.utils.translation import gettext_lazy as _

from incentives.permissions import PortalIncentivePermission
from prm.ui import nav

nav.register(
    audience="portal",
    label=_("Money"),
    url_name="portal:incentives:money",
    permission=PortalIncentivePermission.VIEW_MONEY,
    icon="coins",
    order=60,
    tab=True,
)
