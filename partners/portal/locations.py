"""The partner keeps its own locations."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from partners import queries
from partners.forms import LocationForm
from partners.models import Partner, PartnerLocation
from partners.permissions import PortalPartnerPermission
from partners.services import location as service
from prm.lib.actor import Actor
from prm.ui.views import ActionView, FormView


def own_partner(actor: Actor) -> Partner:
    partner = queries.partner_of_portal(actor.partner_id) if actor.partner_id else None
    if partner is None:
        raise Http404
    return partner


class LocationCreate(FormView):
    permission = PortalPartnerPermission.EDIT_PROFILE
    title = _("New location")
    form_class = LocationForm
    message = _("Location saved.")

    def initial(self) -> dict[str, Any]:
        return {"country": own_partner(self.actor).country}

    def perform(self, form: Any) -> PartnerLocation:
        partner = own_partner(self.actor)
        return service.save_location(partner, location=self.object, actor=self.actor, at=self.now, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return self.url("partners:profile")

    def cancel_url(self) -> str:
        return self.success_url(None)


class LocationEdit(LocationCreate):
    title = _("Edit location")
    template_name = "partners/location.html"
    object_name = "location"

    def query(self, ref: str) -> PartnerLocation | None:
        return queries.location_by_ref(own_partner(self.actor), ref)

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def initial(self) -> dict[str, Any]:
        return {}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"remove_url": self.url("partners:location-remove", ref=self.object.ref)}


class LocationRemove(ActionView):
    permission = PortalPartnerPermission.EDIT_PROFILE
    message = _("Location removed.")

    def query(self, ref: str) -> PartnerLocation | None:
        return queries.location_by_ref(own_partner(self.actor), ref)

    def perform(self, obj: PartnerLocation, data: Any) -> None:
        service.remove_location(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: PartnerLocation, result: Any) -> str:
        return self.url("partners:profile")
