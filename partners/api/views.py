from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from partners.api.serializers import PartnerInput, PartnerReason, PartnerSerializer
from partners.lifecycle import PARTNER
from partners.models import Partner
from partners.permissions import PartnerPermission, PortalPartnerPermission
from partners.queries import partners_with_owner
from partners.services.partner import create_partner, move_partner, update_partner
from prm.api.resources import Action, Resource


class PartnerFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=PARTNER.choices)
    domain = filters.CharFilter(field_name="domain")
    country = filters.CharFilter(field_name="country")
    territory = filters.CharFilter(field_name="territory")


class Partners(Resource):
    """The vendor's partners; a partner's own key reads its own organization."""

    resource = "partner"
    permission = {"vendor": PartnerPermission.VIEW, "portal": PortalPartnerPermission.VIEW_PROFILE}
    serializer_class = PartnerSerializer
    filterset_class = PartnerFilter
    lifecycle = PARTNER
    input, create_permission = PartnerInput, {"vendor": PartnerPermission.EDIT}
    change_input, change_permission = PartnerInput, {"vendor": PartnerPermission.EDIT}
    actions = [
        Action("suspend", partial(move_partner, action="suspend"), input=PartnerReason),
        Action("resume", partial(move_partner, action="resume")),
        Action("end", partial(move_partner, action="end"), input=PartnerReason),
    ]

    def query(self) -> QuerySet[Partner]:
        return partners_with_owner().select_related("parent").order_by("-created_at")

    def create(self, data: Mapping[str, Any]) -> Partner:
        return create_partner(**data, actor=self.actor, at=self.now)

    def change(self, row: Partner, data: Mapping[str, Any]) -> Partner:
        return update_partner(row, **data, actor=self.actor, at=self.now)
