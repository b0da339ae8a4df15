"""The partner's own profile."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from partners import queries
from partners.forms import ProfileForm
from partners.models import Partner
from partners.permissions import PortalPartnerPermission
from partners.services import partner as service
from prm.ui.choices import country_name
from prm.ui.views import FormView


class Profile(FormView):
    permission = PortalPartnerPermission.VIEW_PROFILE
    title = _("Company profile")
    intro = _("What we show of you and judge your fit by. Leads are matched to it.")
    template_name = "partners/profile.html"
    form_class = ProfileForm
    message = _("Profile saved.")

    def query(self) -> Partner | None:
        return queries.partner_of_portal(self.actor.partner_id)

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def page_title(self) -> str:
        return str(self.title)

    def context(self, **extra: Any) -> dict[str, Any]:
        may_edit = self.actor.can(PortalPartnerPermission.EDIT_PROFILE)
        locations = [
            (row, country_name(row.country), self.url("partners:location-edit", ref=row.ref) if may_edit else "")
            for row in queries.locations_of(self.object)
        ]
        return {
            "missing": queries.missing_in_profile(self.object),
            "may_edit": may_edit,
            "locations": locations,
            "new_location_url": self.url("partners:location-create") if may_edit else "",
        }

    def perform(self, form: Any) -> Partner:
        return service.update_profile(self.object, actor=self.actor, at=self.now, **form.cleaned_data)

    def success_url(self, result: Partner) -> str:
        return self.request.path
