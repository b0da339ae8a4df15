"""The tab on the partner's page: who holds what, and who is on which course."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from enablement import queries
from enablement.lifecycle import AWARD, ENROLMENT
from enablement.permissions import LearningPermission
from partners.models import Partner
from prm.ui import panels
from prm.ui.views import PanelView
from programs.queries import vendor_day

panels.register(
    on="partner", key="learning", label=_("Learning"), url_name="workspace:enablement:partner-panel",
    permission=LearningPermission.VIEW, order=60,
)  # fmt: skip


class PartnerPanel(PanelView):
    permission = LearningPermission.VIEW
    template_name = "enablement/partner_panel.html"
    object_name = "partner"

    def query(self, ref: str) -> Partner | None:
        return Partner.objects.filter(ref=ref).first()

    def context(self, **extra: Any) -> dict[str, Any]:
        awards = queries.awards_with_names().filter(partner=self.object, status__in=("valid", "expired"))
        enrolments = queries.enrolments_with_names().filter(partner=self.object)
        return {
            "awards": list(awards.order_by("-status", "expires_on")[:50]),
            "enrolments": list(enrolments.exclude(status="completed").order_by("due_on", "member__name")[:50]),
            "award_lifecycle": AWARD,
            "enrolment_lifecycle": ENROLMENT,
            "today": vendor_day(self.now),
        }
