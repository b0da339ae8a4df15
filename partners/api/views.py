from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from partners.api.serializers import (
    ContactChange,
    ContactInput,
    ContactSerializer,
    PartnerInput,
    PartnerReason,
    PartnerSerializer,
)
from partners.lifecycle import PARTNER
from partners.models import Contact, Partner
from partners.permissions import PartnerPermission, PortalPartnerPermission
from partners.queries import contacts_with_partner, partners_with_owner
from partners.services.contact import save_contact
from partners.services.partner import create_partner, move_partner, update_partner
from prm.api.resources import Action, Resource

CONTACT_FIELDS = ("name", "email", "phone", "title", "is_primary")
KEEPS_CONTACTS = {"vendor": PartnerPermission.EDIT, "portal": PortalPartnerPermission.EDIT_PROFILE}


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


class ContactFilter(filters.FilterSet):
    partner = filters.CharFilter(field_name="partner__ref")
    email = filters.CharFilter(field_name="email", lookup_expr="iexact")
    is_primary = filters.BooleanFilter()


class Contacts(Resource):
    """The people known at partners; a partner's own key reads and keeps its own. They are invited to sign in elsewhere."""

    resource = "contact"
    permission = {"vendor": PartnerPermission.VIEW, "portal": PortalPartnerPermission.VIEW_PROFILE}
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
    input, create_permission = ContactInput, KEEPS_CONTACTS
    change_input, change_permission = ContactChange, KEEPS_CONTACTS

    def query(self) -> QuerySet[Contact]:
        return contacts_with_partner()

    def create(self, data: Mapping[str, Any]) -> Contact:
        return save_contact(**data, actor=self.actor, at=self.now)

    def change(self, row: Contact, data: Mapping[str, Any]) -> Contact:
        values: dict[str, Any] = {name: getattr(row, name) for name in CONTACT_FIELDS}
        values.update(data)
        return save_contact(row.partner, contact=row, **values, actor=self.actor, at=self.now)
