"""Imports, in the workspace's rail."""

from django.utils.translation import gettext_lazy as _

from prm.imports.permissions import ImportPermission
from prm.ui import nav

nav.register(
    audience="workspace",
    group="settings",
    label=_("Imports"),
    url_name="workspace:imports:batch-list",
    permission=ImportPermission.RUN,
    icon="file-import",
    order=60,
)
