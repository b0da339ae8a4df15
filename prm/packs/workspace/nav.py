from django.utils.translation import gettext_lazy as _

from prm.packs.permissions import PackPermission
from prm.ui import panels

panels.register(
    on="settings",
    key="types",
    label=_("Partnership types"),
    url_name="workspace:packs:types",
    permission=PackPermission.MANAGE,
    order=40,
)
