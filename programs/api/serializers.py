"""What the API tells of programs, applications and partnerships, and what it takes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from partners.queries import partners_with_owner
from prm.api.fields import RefField
from programs.models import (
    Application,
    CoverageTarget,
    Entitlement,
    Journey,
    OnboardingStep,
    Partnership,
    Program,
    Tier,
)
from programs.services.applicants import weights_of


def programs() -> Any:
    return Program.objects.all()


class TierSerializer(serializers.ModelSerializer[Tier]):
    class Meta:
        model = Tier
        fields = ["name", "rank"]
        read_only_fields = fields


class ProgramSerializer(serializers.ModelSerializer[Program]):
    """A program with its tiers, lowest first; an applicant qualifies from `qualify_at` of 100 points.

    `eligibility` names whom it takes at all, `criteria` what an application is scored on, with their weights.
    """

    tiers = TierSerializer(many=True, read_only=True)
    eligibility = serializers.JSONField(read_only=True)
    criteria = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_criteria(self, program: Program) -> dict[str, int]:
        return weights_of(program)

    class Meta:
        model = Program
        fields = [
            "ref", "name", "type", "status", "summary", "currency", "starts_on", "ends_on", "ideal_segments",
            "ideal_technical_people", "ideal_sales_people", "qualify_at", "hold_at", "eligibility", "criteria",
            "competitors", "tiers",
        ]  # fmt: skip
        read_only_fields = fields


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """A request to join; `answers` by question, `own_answers` to the vendor's own form, `score` of 100 by the scorecard."""

    program = RefField(read_only=True)
    partner = RefField(read_only=True, allow_null=True)
    answers = serializers.JSONField(read_only=True)
    own_answers = serializers.JSONField(read_only=True)
    look_alikes = serializers.JSONField(read_only=True)

    class Meta:
        model = Application
        fields = [
            "ref", "program", "type", "status", "company_name", "domain", "country", "region", "city", "contact_name",
            "contact_email", "contact_title", "segments", "technical_people", "sales_people", "answers",
            "own_answers", "score", "recommendation", "conflicts", "look_alikes", "reason", "override_reason", "submitted_at", "decided_at",
            "decided_by", "partner",
        ]  # fmt: skip
        read_only_fields = fields


class ApplicationApproval(serializers.Serializer[Any]):
    """Below the program's threshold `override_reason` is needed; `partner` adds the partnership to one there is."""

    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    override_reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    partner = RefField(query=partners_with_owner, required=False)


class PartnershipSerializer(serializers.ModelSerializer[Partnership]):
    """One relationship with a partner: its program, its type and today's tier."""

    partner = RefField(read_only=True)
    program = RefField(read_only=True)
    tier = serializers.CharField(source="tier.name", default=None, read_only=True, allow_null=True)

    class Meta:
        model = Partnership
        fields = [
            "ref", "partner", "program", "type", "status", "tier", "approved_at", "contracted_at", "activated_at",
            "suspended_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class PartnershipInput(serializers.ModelSerializer[Partnership]):
    partner = RefField(query=partners_with_owner)
    program = RefField(query=programs)

    class Meta:
        model = Partnership
        fields = ["partner", "program"]


class ProgramReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class JourneySerializer(serializers.ModelSerializer[Journey]):
    """`window_ends_on` is moved on by `vendor_delay_days`; the `closed_` counts are those of the day it closed."""

    partner = RefField(read_only=True)
    partnership = RefField(read_only=True)

    class Meta:
        model = Journey
        fields = [
            "id", "partner", "partnership", "name", "template_number", "window_days", "started_on", "window_ends_on",
            "vendor_delay_days", "completed_at", "closed_on", "closed_required", "closed_done", "closed_waived",
        ]  # fmt: skip
        read_only_fields = fields


class OnboardingStepSerializer(serializers.ModelSerializer[OnboardingStep]):
    """One step; `opens` names areas of the portal that stay closed until it is done."""

    partner = RefField(read_only=True)
    partnership = RefField(read_only=True)
    opens = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = OnboardingStep
        fields = [
            "ref", "partner", "partnership", "position", "stage", "kind", "title", "instructions", "side",
            "vendor_role", "partner_role", "is_required", "opens", "status", "due_on", "meets_at", "completed_at",
            "completed_by", "note",
        ]  # fmt: skip
        read_only_fields = fields


class StepNote(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=400, required=False, allow_blank=True)


class EntitlementSerializer(serializers.ModelSerializer[Entitlement]):
    """What a partnership may take of one benefit until `ends_on` (excluded); `left` of `granted`."""

    partner = RefField(read_only=True)
    partnership = RefField(read_only=True)
    left = serializers.IntegerField(read_only=True)

    class Meta:
        model = Entitlement
        fields = [
            "ref", "partner", "partnership", "key", "label", "starts_on", "ends_on", "granted", "used", "left", "expired",
            "closed_on",
        ]  # fmt: skip
        read_only_fields = fields


class EntitlementUse(serializers.Serializer[Any]):
    """So many were taken; a `cause` of yours, told twice, counts once."""

    quantity = serializers.IntegerField(min_value=1, max_value=1_000_000)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    cause = serializers.CharField(max_length=60, required=False, allow_blank=True)


class EntitlementReturn(serializers.Serializer[Any]):
    quantity = serializers.IntegerField(min_value=1, max_value=1_000_000)
    note = serializers.CharField(max_length=200)


class CoverageTargetSerializer(serializers.ModelSerializer[CoverageTarget]):
    """How many partners of a type are wanted in a country for a segment, and from when it is full."""

    class Meta:
        model = CoverageTarget
        fields = ["id", "type", "country", "segment", "wanted", "most"]
        read_only_fields = fields
