"""Forms, on the settings index."""

from django.utils.translation import gettext_lazy as _

from prm.forms.permissions import FormPermission
from prm.ui import panels

panels.register(
    on="settings",
    key="forms",
    label=_("Forms"),
    url_name="workspace:forms:form-list",
    permission=FormPermission.MANAGE,
    order=50,
)
