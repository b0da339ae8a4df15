from django.utils.translation import gettext_lazy as _

from prm.packs.permissions import PackPermission
from prm.ui import settings_pages

settings_pages.register(
    label=_("Partnership types"),
    text=_("What each type of partnership has, and what does not fit its type."),
    url_name="workspace:packs:types",
    permission=PackPermission.MANAGE,
    icon="layout-grid",
    order=30,
)
