"""What the API tells of partners, and what it takes."""

from typing import Any

from rest_framework import serializers

from partners.enums import Segment
from partners.models import Partner
from prm.api.fields import RefField

PROFILE = [
    "name", "legal_name", "domain", "country", "region", "city", "street", "postal_code", "phone", "territory",
    "segments", "technical_people", "sales_people", "currency", "since_on", "about",
]  # fmt: skip


class PartnerSerializer(serializers.ModelSerializer[Partner]):
    """An organization working with the vendor; what it does with it are its partnerships."""

    parent = RefField(read_only=True)
    owner_email = serializers.EmailField(source="owner.email", default=None, read_only=True)

    class Meta:
        model = Partner
        fields = ["ref", "status", *PROFILE, "source", "parent", "owner_email", "created_at"]
        read_only_fields = fields


class PartnerInput(serializers.ModelSerializer[Partner]):
    """Fields left out stay as they are, or take the product's defaults on a new partner."""

    country = serializers.RegexField(r"^[A-Z]{2}$", help_text="ISO 3166-1, two letters")
    currency = serializers.RegexField(r"^[A-Z]{3}$", help_text="ISO 4217, three letters", required=False)
    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices), required=False)

    class Meta:
        model = Partner
        fields = PROFILE


class PartnerReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400)
