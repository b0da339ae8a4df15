from django.utils.translation import gettext_lazy as _

from enablement.permissions import PortalLearningPermission
from prm.ui import nav

nav.register(
    audience="portal", label=_("Learning"), url_name="portal:enablement:course-list",
    permission=PortalLearningPermission.LEARN, icon="school", order=40,
)  # fmt: skip
