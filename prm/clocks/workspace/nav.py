from django.utils.translation import gettext_lazy as _

from prm.clocks.permissions import ClockPermission
from prm.ui import panels

panels.register(
    on="settings",
    key="promises",
    label=_("Promises"),
    url_name="workspace:clocks:promises",
    permission=ClockPermission.VIEW,
    order=50,
)
