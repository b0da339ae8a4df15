from django.utils.translation import gettext_lazy as _

from agreements.permissions import PortalAgreementPermission
from prm.ui import nav

nav.register(
    audience="portal", label=_("Agreements"), url_name="portal:agreements:agreement-list",
    permission=PortalAgreementPermission.VIEW, icon="writing-sign", order=80,
)  # fmt: skip
nav.register(
    audience="portal", label=_("Promises"), url_name="portal:agreements:commitment-list",
    permission=PortalAgreementPermission.VIEW, icon="heart-handshake", order=82,
)  # fmt: skip
