from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters

from partners.api.serializers import (
    ContactChange,
    ContactInput,
    ContactSerializer,
    ConvertInput,
    HandoverInput,
    HandoverSerializer,
    LocationChange,
    LocationInput,
    LocationSerializer,
    MergeInput,
    MergeSerializer,
    PartnerInput,
    PartnerReason,
    PartnerSerializer,
    ProspectInput,
    ProspectSerializer,
    ScreeningSerializer,
    TagSerializer,
    TagsInput,
    TouchInput,
)
from partners.lifecycle import PARTNER, PROSPECT, SCREENING
from partners.models import Contact, Handover, Partner, PartnerLocation, PartnerMerge, Prospect, Screening, Tag
from partners.permissions import (
    DiligencePermission,
    PartnerPermission,
    PortalDiligencePermission,
    PortalPartnerPermission,
    ProspectPermission,
)
from partners.queries import (
    contacts_with_partner,
    handovers_for_list,
    locations_with_partner,
    merges_for_list,
    partners_with_owner,
    tags_for_list,
    with_any_tag,
    with_tag_names,
)
from partners.recruiting import prospects_with_owner
from partners.screenings import screenings_with_partner
from partners.services.contact import save_contact
from partners.services.conversion import convert_prospect
from partners.services.handover import hand_over
from partners.services.location import save_location
from partners.services.merge import merge_partners, undo_merge
from partners.services.partner import create_partner, move_partner, update_partner
from partners.services.prospect import create_prospect, log_touch, move_prospect, update_prospect
from partners.services.screening import decide_screening
from partners.services.tag import tag_partners, untag_partners
from prm.accounts.queries import vendor_members
from prm.api.resources import Action, Resource
from prm.lib.errors import Invalid

CONTACT_FIELDS = ("name", "email", "phone", "title", "is_primary")
KEEPS_CONTACTS = {"vendor": PartnerPermission.EDIT, "portal": PortalPartnerPermission.EDIT_PROFILE}


class PartnerFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=PARTNER.choices)
    domain = filters.CharFilter(field_name="domain")
    country = filters.CharFilter(field_name="country")
    territory = filters.CharFilter(field_name="territory")
    tag = filters.CharFilter(method="with_tag", help_text="Ref of a tag; nothing for a partner's own key")

    def with_tag(self, rows: QuerySet[Partner], name: str, value: str) -> QuerySet[Partner]:
        return with_any_tag(rows, [value]) if self.request.audience == "vendor" else rows.none()


def tag_one(partner: Partner, *, tags: list[str], **told: Any) -> None:
    tag_partners([partner], tags, **told)


def untag_one(partner: Partner, *, tags: list[str], **told: Any) -> None:
    untag_partners([partner], tags, **told)


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
        Action("merge", merge_partners, input=MergeInput),
        Action("tag", tag_one, input=TagsInput, permission={"vendor": PartnerPermission.EDIT}),
        Action("untag", untag_one, input=TagsInput, permission={"vendor": PartnerPermission.EDIT}),
    ]

    def query(self) -> QuerySet[Partner]:
        rows = partners_with_owner().select_related("parent", "merged_into").order_by("-created_at")
        # No portal reads tags, not even whether there are any.
        return with_tag_names(rows) if self.actor.audience == "vendor" else rows

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


class LocationFilter(filters.FilterSet):
    partner = filters.CharFilter(field_name="partner__ref")
    country = filters.CharFilter(field_name="country")
    is_primary = filters.BooleanFilter()


class Locations(Resource):
    """The places partners work from; a partner's own key reads and keeps its own."""

    resource = "location"
    permission = {"vendor": PartnerPermission.VIEW, "portal": PortalPartnerPermission.VIEW_PROFILE}
    serializer_class = LocationSerializer
    filterset_class = LocationFilter
    input, create_permission = LocationInput, KEEPS_CONTACTS
    change_input, change_permission = LocationChange, KEEPS_CONTACTS

    def query(self) -> QuerySet[PartnerLocation]:
        return locations_with_partner()

    def create(self, data: Mapping[str, Any]) -> PartnerLocation:
        return save_location(**data, actor=self.actor, at=self.now)

    def change(self, row: PartnerLocation, data: Mapping[str, Any]) -> PartnerLocation:
        return save_location(row.partner, location=row, **data, actor=self.actor, at=self.now)


class Merges(Resource):
    """Partners that turned out to be one; a partner is merged by an action of its own."""

    resource = "merge"
    permission = {"vendor": PartnerPermission.VIEW}
    serializer_class = MergeSerializer
    actions = [Action("undo", undo_merge, permission={"vendor": PartnerPermission.CHANGE_STATUS})]

    def query(self) -> QuerySet[PartnerMerge]:
        return merges_for_list().prefetch_related("changes").order_by("-created_at")


class Handovers(Resource):
    """Partners handed to another channel manager, many at once."""

    resource = "handover"
    permission = {"vendor": PartnerPermission.VIEW}
    serializer_class = HandoverSerializer
    input, create_permission = HandoverInput, {"vendor": PartnerPermission.EDIT}

    def query(self) -> QuerySet[Handover]:
        return handovers_for_list().prefetch_related("lines__partner").order_by("-created_at")

    def create(self, data: Mapping[str, Any]) -> Handover:
        member = vendor_members().filter(email__iexact=data["to_email"]).first()
        if member is None:
            raise Invalid(_("Nobody here has this address."), fields={"to_email": _("Unknown.")})
        return hand_over(data["partners"], member, note=data.get("note", ""), actor=self.actor, at=self.now)


class Tags(Resource):
    """The vendor's tags; they are put on partners by an action of the partner."""

    resource = "tag"
    permission = {"vendor": PartnerPermission.VIEW}
    serializer_class = TagSerializer

    def query(self) -> QuerySet[Tag]:
        return tags_for_list().order_by("-created_at")


class ProspectFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=PROSPECT.choices)
    domain = filters.CharFilter(field_name="domain")
    country = filters.CharFilter(field_name="country")
    type = filters.CharFilter(field_name="type")


class Prospects(Resource):
    """Organizations that might become partners. Keys of partners see none."""

    resource = "prospect"
    permission = {"vendor": ProspectPermission.VIEW}
    serializer_class = ProspectSerializer
    filterset_class = ProspectFilter
    lifecycle = PROSPECT
    input, create_permission = ProspectInput, {"vendor": ProspectPermission.EDIT}
    change_input, change_permission = ProspectInput, {"vendor": ProspectPermission.EDIT}
    actions = [
        *(Action(name, partial(move_prospect, action=name)) for name in ("contact", "engage", "qualify", "reopen")),
        Action("decline", partial(move_prospect, action="decline"), input=PartnerReason),
        Action("convert", convert_prospect, input=ConvertInput),
        Action("log", log_touch, input=TouchInput, permission={"vendor": ProspectPermission.EDIT}),
    ]

    def query(self) -> QuerySet[Prospect]:
        return prospects_with_owner().prefetch_related("contacts").order_by("-created_at")

    def create(self, data: Mapping[str, Any]) -> Prospect:
        return create_prospect(**data, actor=self.actor, at=self.now)

    def change(self, row: Prospect, data: Mapping[str, Any]) -> Prospect:
        return update_prospect(row, **data, actor=self.actor, at=self.now)


class ScreeningFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=SCREENING.choices)
    partner = filters.CharFilter(field_name="partner__ref")


class Screenings(Resource):
    """Rounds of due diligence; red flags are cleared in the workspace, by a person who says why."""

    resource = "screening"
    permission = {"vendor": DiligencePermission.VIEW, "portal": PortalDiligencePermission.ANSWER}
    serializer_class = ScreeningSerializer
    filterset_class = ScreeningFilter
    lifecycle = SCREENING
    actions = [
        Action("clear", partial(decide_screening, action="clear")),
        Action("refuse", partial(decide_screening, action="refuse"), input=PartnerReason),
    ]

    def query(self) -> QuerySet[Screening]:
        rows = screenings_with_partner().order_by("-created_at")
        return rows.prefetch_related("flags") if self.actor.audience == "vendor" else rows
