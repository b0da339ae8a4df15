"""What the API tells of partners, and what it takes."""

from typing import Any

from rest_framework import serializers

from partners.enums import Segment, TouchKind
from partners.models import (
    Contact,
    Handover,
    Partner,
    PartnerLocation,
    PartnerMerge,
    Prospect,
    ProspectContact,
    Screening,
    Tag,
)
from partners.queries import partners_with_owner
from partners.services.merge import CHOICES
from prm.api.fields import AddressField, RefField

PROFILE = [
    "name", "legal_name", "domain", "country", "region", "city", "street", "postal_code", "phone", "territory",
    "segments", "technical_people", "sales_people", "currency", "since_on", "about",
]  # fmt: skip


class PartnerSerializer(serializers.ModelSerializer[Partner]):
    """An organization working with the vendor; what it does with it are its partnerships."""

    parent = RefField(read_only=True, allow_null=True)  # type: ignore[assignment]  # a field of that name
    custom = serializers.SerializerMethodField(help_text="Custom fields by name; empty for a partner's own key")
    owner_email = serializers.EmailField(source="owner.email", default=None, read_only=True, allow_null=True)
    merged_into = RefField(read_only=True, allow_null=True)
    tags = serializers.SerializerMethodField(help_text="The vendor's own words for it; empty for a partner's own key")

    class Meta:
        model = Partner
        fields = [
            "ref",
            "status",
            *PROFILE,
            "tags",
            "custom",
            "source",
            "parent",
            "merged_into",
            "owner_email",
            "created_at",
        ]
        read_only_fields = fields

    def get_tags(self, row: Partner) -> list[str]:
        return list(row.tag_names) if self.context["request"].audience == "vendor" else []

    def get_custom(self, row: Partner) -> dict[str, Any]:
        return dict(row.custom) if self.context["request"].audience == "vendor" else {}


class PartnerInput(serializers.ModelSerializer[Partner]):
    """Fields left out stay as they are, or take the product's defaults on a new partner."""

    country = serializers.RegexField(r"^[A-Z]{2}$", help_text="ISO 3166-1, two letters")
    currency = serializers.RegexField(r"^[A-Z]{3}$", help_text="ISO 4217, three letters", required=False)
    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices), required=False)
    custom = serializers.DictField(
        child=serializers.JSONField(allow_null=True), required=False,
        help_text="Custom fields by name; null empties one, one left out stays",
    )  # fmt: skip

    class Meta:
        model = Partner
        fields = [*PROFILE, "custom"]


class TagsInput(serializers.Serializer[Any]):
    """Several at once; a word that is no tag yet becomes one, and letters' case makes no other tag."""

    tags = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=20)


class MergeInput(serializers.Serializer[Any]):
    """`into` goes on; `take` names its fields that get this record's value."""

    into = RefField(query=partners_with_owner)
    take = serializers.ListField(child=serializers.ChoiceField(choices=CHOICES), required=False)


class MergeSerializer(serializers.ModelSerializer[PartnerMerge]):
    """Two records of one organization became one; it can be undone for thirty days."""

    survivor = RefField(read_only=True)
    duplicate = RefField(read_only=True)
    values = serializers.DictField(
        read_only=True, help_text="The survivor's fields that were overwritten: before, after"
    )
    moved = serializers.SerializerMethodField(help_text="How many rows of each table went over")

    class Meta:
        model = PartnerMerge
        fields = [
            "ref",
            "survivor",
            "duplicate",
            "merged_at",
            "merged_by",
            "undo_until",
            "undone_at",
            "values",
            "moved",
        ]
        read_only_fields = fields

    def get_moved(self, row: PartnerMerge) -> dict[str, int]:
        return {item.table: len(item.ids) for item in row.changes.all() if item.after == str(row.survivor_id)}


class HandoverSerializer(serializers.ModelSerializer[Handover]):
    """Partners given to another channel manager at once; what is open there is read in the workspace."""

    to_email = serializers.EmailField(source="to_member.email", read_only=True)
    partners = serializers.SerializerMethodField(help_text="Refs of the partners")

    class Meta:
        model = Handover
        fields = ["ref", "to_email", "note", "handed_at", "handed_by", "partners"]
        read_only_fields = fields

    def get_partners(self, row: Handover) -> list[str]:
        return [line.partner.ref for line in row.lines.all()]


class HandoverInput(serializers.Serializer[Any]):
    partners = serializers.ListField(child=RefField(query=partners_with_owner), min_length=1, max_length=200)
    to_email = AddressField(help_text="A member of the vendor's")
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class TagSerializer(serializers.ModelSerializer[Tag]):
    """A word the vendor puts on partners, and how many partners have it."""

    partners = serializers.IntegerField(read_only=True)

    class Meta:
        model = Tag
        fields = ["ref", "name", "partners"]
        read_only_fields = fields


LOCATION = ["name", "kind", "street", "postal_code", "city", "region", "country", "is_primary"]


class LocationSerializer(serializers.ModelSerializer[PartnerLocation]):
    """A place a partner works from; one of them is the main one."""

    partner = RefField(read_only=True)

    class Meta:
        model = PartnerLocation
        fields = ["ref", "partner", *LOCATION]
        read_only_fields = fields


class LocationChange(serializers.ModelSerializer[PartnerLocation]):
    """The first location of a partner, and whichever is told to be, is the main one."""

    country = serializers.RegexField(r"^[A-Z]{2}$", help_text="ISO 3166-1, two letters")

    class Meta:
        model = PartnerLocation
        fields = LOCATION


class LocationInput(LocationChange):
    partner = RefField(query=partners_with_owner)

    class Meta:
        model = PartnerLocation
        fields = ["partner", *LOCATION]


class PartnerReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400)


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """A person at a partner whom we know, whether or not they sign in."""

    partner = RefField(read_only=True)
    email = serializers.CharField(read_only=True, help_text="Empty where it is not known")

    class Meta:
        model = Contact
        fields = ["ref", "partner", "name", "email", "phone", "title", "is_primary"]
        read_only_fields = fields


class ContactChange(serializers.Serializer[Any]):
    """The first contact of a partner, and whoever is told to be, is the one to call first."""

    name = serializers.CharField(max_length=120)
    email = AddressField(required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    title = serializers.CharField(max_length=80, required=False, allow_blank=True)
    is_primary = serializers.BooleanField(required=False)


class ContactInput(ContactChange):
    partner = RefField(query=partners_with_owner)


PROSPECT = [
    "name", "domain", "about", "country", "region", "city", "territory", "segments", "type", "program_ref", "source",
]  # fmt: skip


class ProspectPersonSerializer(serializers.ModelSerializer[ProspectContact]):
    """A person known at a prospect."""

    email = serializers.CharField(read_only=True, help_text="Empty where it is not known")

    class Meta:
        model = ProspectContact
        fields = ["name", "email", "phone", "title"]
        read_only_fields = fields


class ProspectSerializer(serializers.ModelSerializer[Prospect]):
    """An organization that might become a partner; converted, it names the partner it became."""

    owner_email = serializers.EmailField(source="owner.email", default=None, read_only=True, allow_null=True)
    partner = RefField(read_only=True, allow_null=True)
    contacts = ProspectPersonSerializer(many=True, read_only=True)
    type = serializers.CharField(read_only=True, help_text="Partnership type of interest; empty where not known")

    class Meta:
        model = Prospect
        fields = [
            "ref", "status", *PROSPECT, "reason", "partner", "owner_email", "contacts", "touched_at", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class ProspectInput(serializers.ModelSerializer[Prospect]):
    """Fields left out stay as they are, or take the product's defaults on a new prospect."""

    country = serializers.RegexField(r"^[A-Z]{2}$", help_text="ISO 3166-1, two letters")
    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices), required=False)

    class Meta:
        model = Prospect
        fields = PROSPECT


class TouchInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=TouchKind.choices)
    text = serializers.CharField(max_length=4000)


class ConvertInput(serializers.Serializer[Any]):
    """`partner` joins the prospect to one that is there; `is_another_company` says that look-alikes are others."""

    partner = RefField(query=partners_with_owner, required=False)
    is_another_company = serializers.BooleanField(required=False)


class ScreeningSerializer(serializers.ModelSerializer[Screening]):
    """One round of due diligence. A partner's own key sees neither risk nor red flags."""

    partner = RefField(read_only=True)
    risk = serializers.SerializerMethodField(help_text="low, medium or high; empty for a partner's own key")
    red_flags = serializers.SerializerMethodField(help_text="Red flags and what became of them; empty for a partner")

    class Meta:
        model = Screening
        fields = ["ref", "partner", "status", "risk", "red_flags", "asked_at", "due_on", "answered_at", "expires_on"]
        read_only_fields = fields

    def get_risk(self, row: Screening) -> str:
        return row.risk if self.context["request"].audience == "vendor" else ""

    def get_red_flags(self, row: Screening) -> dict[str, str]:
        if self.context["request"].audience != "vendor":
            return {}
        return {flag.key: flag.status for flag in row.flags.all()}
