"""Company, in the portal's header."""

from django.utils.translation import gettext_lazy as _

from partners.permissions import PortalPartnerPermission
from prm.ui import nav

nav.register(
    audience="portal",
    label=_("Company"),
    url_name="portal:partners:profile",
    permission=PortalPartnerPermission.VIEW_PROFILE,
    icon="building",
    order=90,
)
