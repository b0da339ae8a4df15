"""Where a partner works from."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners import queries
from partners.forms import LocationForm
from partners.models import Partner, PartnerLocation
from partners.permissions import PartnerPermission
from partners.services import location as service
from partners.workspace.partners import PartnerFormView
from prm.ui.views import ActionView


class LocationCreate(PartnerFormView):
    title = _("New location")
    form_class = LocationForm
    message = _("Location saved.")

    def initial(self) -> dict[str, Any]:
        return {"country": self.object.country}

    def perform(self, form: Any) -> PartnerLocation:
        return service.save_location(self.object, actor=self.actor, at=self.now, **form.cleaned_data)


class LocationEdit(PartnerFormView):
    title = _("Edit location")
    template_name = "partners/location.html"
    form_class = LocationForm
    message = _("Location saved.")

    def query(self, ref: str, location: str = "") -> Partner | None:
        """The partner, if the location is one of its own."""
        partner = queries.partner_by_ref(ref)
        return partner if partner and queries.location_by_ref(partner, location) else None

    @cached_property
    def location(self) -> PartnerLocation | None:
        return queries.location_by_ref(self.object, self.kwargs["location"])

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.location}

    def context(self, **extra: Any) -> dict[str, Any]:
        names = {"ref": self.object.ref, "location": self.kwargs["location"]}
        return {"remove_url": self.url("partners:location-remove", **names)}

    def perform(self, form: Any) -> PartnerLocation:
        return service.save_location(
            self.object, location=self.location, actor=self.actor, at=self.now, **form.cleaned_data
        )


class LocationRemove(ActionView):
    permission = PartnerPermission.EDIT
    message = _("Location removed.")

    def query(self, ref: str, location: str) -> PartnerLocation | None:
        partner = queries.partner_by_ref(ref)
        return queries.location_by_ref(partner, location) if partner else None

    def perform(self, obj: PartnerLocation, data: Any) -> None:
        service.remove_location(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: PartnerLocation, result: Any) -> str:
        return self.url("partners:partner-detail", ref=self.kwargs["ref"])
