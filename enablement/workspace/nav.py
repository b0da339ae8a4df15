from django.utils.translation import gettext_lazy as _

from enablement.permissions import LearningPermission
from prm.ui import nav

PAGES = (
    (_("Courses"), "course-list", "school"),
    (_("Certifications"), "certification-list", "certificate"),
    (_("Learning progress"), "progress", "progress-check"),
)
for order, (label, name, icon) in enumerate(PAGES, start=1):
    nav.register(
        audience="workspace", group="enable", label=label, url_name=f"workspace:enablement:{name}",
        permission=LearningPermission.VIEW, icon=icon, order=order * 10,
    )  # fmt: skip
