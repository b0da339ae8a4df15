from django.utils.translation import gettext_lazy as _

from agreements.permissions import AgreementPermission
from prm.ui import panels

panels.register(
    on="partner", key="agreements", label=_("Agreements"), url_name="workspace:agreements:partner-panel",
    permission=AgreementPermission.VIEW, order=80,
)  # fmt: skip
