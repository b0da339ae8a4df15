"""What the API tells of deals, and what it takes."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from deals.enums import DealType, DecisionReason, LostReason, ReferralReason, Stage, WonReason
from deals.models import CustomerAccount, Opportunity, Referral, Registration, RegistrationLine
from prm.api.fields import AddressField, RefField
from programs.queries import products_on_sale, running_partnerships


class LineSerializer(serializers.ModelSerializer[RegistrationLine]):
    product = RefField(read_only=True)

    class Meta:
        model = RegistrationLine
        fields = ["product", "quantity", "amount"]


class RegistrationSerializer(serializers.ModelSerializer[Registration]):
    partner = RefField(read_only=True)
    partnership = RefField(read_only=True)
    lines = LineSerializer(many=True, read_only=True)

    class Meta:
        model = Registration
        fields = [
            "ref",
            "partner",
            "partnership",
            "status",
            "title",
            "customer_name",
            "customer_domain",
            "customer_city",
            "customer_region",
            "customer_country",
            "site",
            "contact_name",
            "amount",
            "currency",
            "expected_close_on",
            "deal_type",
            "hint",
            "submitted_at",
            "sealed_at",
            "decided_at",
            "decision_reason",
            "decision_note",
            "protected_from",
            "protected_until",
            "closed_on",
            "lines",
        ]


class LineInputSerializer(serializers.Serializer[Any]):
    product = RefField(query=products_on_sale)
    quantity = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal("0.01"), default=Decimal(1))
    amount = serializers.DecimalField(max_digits=16, decimal_places=2, min_value=Decimal(0))


class RegistrationInput(serializers.Serializer[Any]):
    """A deal to register; with `is_draft` it is only kept."""

    partnership = RefField(query=running_partnerships)
    title = serializers.CharField(max_length=160, required=False, allow_blank=True)
    customer_name = serializers.CharField(max_length=200)
    customer_domain = serializers.CharField(max_length=120, required=False, allow_blank=True)
    customer_city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    customer_region = serializers.CharField(max_length=80, required=False, allow_blank=True)
    customer_country = serializers.CharField(max_length=2, required=False, allow_blank=True)
    site = serializers.CharField(max_length=120, required=False, allow_blank=True)
    contact_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    contact_email = AddressField(required=False, allow_blank=True)
    is_contact_deferred = serializers.BooleanField(required=False)
    currency = serializers.CharField(max_length=3, required=False)
    expected_close_on = serializers.DateField(required=False)
    deal_type = serializers.ChoiceField(choices=DealType.choices, required=False)
    evidence = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    lines = serializers.ListSerializer(child=LineInputSerializer(), allow_empty=True, max_length=30)
    is_draft = serializers.BooleanField(default=False)


class ApprovalInput(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=DecisionReason.choices, default=DecisionReason.CLEAR)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    skips_queue = serializers.BooleanField(default=False)


class DecisionInput(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=DecisionReason.choices)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class NoteInput(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class ExtensionInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class OpportunitySerializer(serializers.ModelSerializer[Opportunity]):
    partner = RefField(read_only=True)
    partnership = RefField(read_only=True)
    registration = RefField(read_only=True, allow_null=True)
    referral = RefField(read_only=True, allow_null=True)

    class Meta:
        model = Opportunity
        fields = [
            "ref",
            "partner",
            "partnership",
            "registration",
            "referral",
            "name",
            "status",
            "stage",
            "amount",
            "currency",
            "expected_close_on",
            "closed_on",
            "close_reason",
        ]


class MoveInput(serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=Stage.choices)
    amount = serializers.DecimalField(max_digits=16, decimal_places=2, min_value=Decimal(0), required=False)
    expected_close_on = serializers.DateField(required=False)


class WonInput(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=16, decimal_places=2, min_value=Decimal(0), required=False)
    won_on = serializers.DateField(required=False)
    reason = serializers.ChoiceField(choices=WonReason.choices, default=WonReason.FIT)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class LostInput(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=LostReason.choices)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class ReferralSerializer(serializers.ModelSerializer[Referral]):
    partner = RefField(read_only=True)
    partnership = RefField(read_only=True)

    class Meta:
        model = Referral
        fields = [
            "ref",
            "partner",
            "partnership",
            "status",
            "customer_name",
            "customer_domain",
            "contact_name",
            "contact_email",
            "need",
            "amount",
            "currency",
            "submitted_at",
            "answered_at",
            "reason",
            "note",
        ]


class ReferralInput(serializers.Serializer[Any]):
    partnership = RefField(query=running_partnerships)
    customer_name = serializers.CharField(max_length=200)
    customer_domain = serializers.CharField(max_length=120, required=False, allow_blank=True)
    customer_country = serializers.CharField(max_length=2, required=False, allow_blank=True)
    contact_name = serializers.CharField(max_length=120)
    contact_email = AddressField()
    need = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    amount = serializers.DecimalField(max_digits=16, decimal_places=2, min_value=Decimal(0), required=False)
    currency = serializers.CharField(max_length=3, required=False)
    is_consented = serializers.BooleanField(required=False)


class ReferralDecisionInput(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=ReferralReason.choices)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class ReferralValueInput(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=16, decimal_places=2, min_value=Decimal(0), required=False)


class AccountSerializer(serializers.ModelSerializer[CustomerAccount]):
    class Meta:
        model = CustomerAccount
        fields = [
            "ref",
            "name",
            "domain",
            "kind",
            "organization",
            "city",
            "region",
            "country",
            "tax_id",
            "is_customer",
            "customer_since_on",
        ]
        read_only_fields = ["ref", "is_customer", "customer_since_on"]


class AccountInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    domain = serializers.CharField(max_length=120, required=False, allow_blank=True)
    kind = serializers.CharField(max_length=60, required=False, allow_blank=True)
    organization = serializers.CharField(max_length=200, required=False, allow_blank=True)
    city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    region = serializers.CharField(max_length=80, required=False, allow_blank=True)
    country = serializers.CharField(max_length=2, required=False, allow_blank=True)
    tax_id = serializers.CharField(max_length=40, required=False, allow_blank=True)
