"""What the next terms of its program mean for a partner."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.permissions import PortalProgramPermission
from programs.portal.views import OwnPartnership
from programs.queries.simulations import letter_of


class Changes(OwnPartnership):
    permission = PortalProgramPermission.VIEW_PROGRAM
    template_name = "programs/changes.html"
    title = _("What changes for you")

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"letter": letter_of(self.object), "siblings": self.siblings()}
