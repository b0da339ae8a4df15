from typing import Any

from rest_framework import serializers

from agreements.models import AcceptanceAsk, Agreement, CommitmentPeriod, LibraryClause, OffboardingStep, Signer
from prm.api.fields import RefField
from programs.models import Partnership


def partnerships() -> Any:
    return Partnership.objects.all()


class SignerSerializer(serializers.ModelSerializer[Signer]):
    """One who signs for the partner, by place; `delegated_by` passed the signature on."""

    name = serializers.CharField(source="member.name", read_only=True)
    delegated_by = serializers.CharField(source="delegated_by.name", read_only=True, default="")

    class Meta:
        model = Signer
        fields = ["place", "name", "signed_at", "delegated_by", "delegated_at", "delegated_why"]
        read_only_fields = fields


class AgreementSerializer(serializers.ModelSerializer[Agreement]):
    """An agreement; `terms` are what holds, `negotiated` what differs from the standard."""

    partner = RefField(read_only=True)
    partnership = RefField(read_only=True)
    amends = RefField(read_only=True, allow_null=True)
    terms = serializers.JSONField(read_only=True)
    signers = SignerSerializer(many=True, read_only=True)

    class Meta:
        model = Agreement
        fields = [
            "ref", "title", "partner", "partnership", "amends", "version_number", "superseded_by", "status", "terms", "negotiated",
            "text_sha256", "sealed_sha256", "sent_at", "partner_signed_at", "signers", "turn", "asked_at", "change_request",
            "executed_at", "effective_on", "ends_on", "action_on", "notice_given_on", "ended_on",
        ]  # fmt: skip
        read_only_fields = fields


class AgreementInput(serializers.ModelSerializer[Agreement]):
    partnership = RefField(query=partnerships)

    class Meta:
        model = Agreement
        fields = ["partnership"]


class AmendmentInput(serializers.Serializer[Any]):
    """`terms` names the terms that change, with their new figures; `words` what is added in Markdown."""

    terms = serializers.DictField(child=serializers.IntegerField(), required=False, default=dict)
    words = serializers.CharField(required=False, default="", allow_blank=True)
    why = serializers.CharField(max_length=400)
    effective_on = serializers.DateField(required=False, default=None, allow_null=True)


class Reason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400)


class AcceptanceSerializer(serializers.ModelSerializer[AcceptanceAsk]):
    """One partner asked to accept a version: `before` is what it stood on, `agreement` what it is asked to accept.

    `state`: open, overdue, declined, accepted, withdrawn, or skipped with the reason.
    """

    campaign = RefField(read_only=True)
    partner = RefField(read_only=True)
    before = RefField(read_only=True)
    agreement = RefField(read_only=True, allow_null=True)
    state = serializers.CharField(read_only=True)
    accepted_at = serializers.DateTimeField(
        source="agreement.executed_at", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = AcceptanceAsk
        fields = [
            "ref",
            "campaign",
            "partner",
            "before",
            "agreement",
            "due_on",
            "holds_new_business",
            "state",
            "accepted_at",
            "skipped_why",
        ]
        read_only_fields = fields


class OffboardingStepSerializer(serializers.ModelSerializer[OffboardingStep]):
    """One consequence of an end: what, who sees to it, by when, and who said when that it was done."""

    partner = RefField(read_only=True)
    agreement = RefField(read_only=True, allow_null=True)
    owner = serializers.CharField(source="owner_name", read_only=True, allow_null=True)

    class Meta:
        model = OffboardingStep
        fields = [
            "ref", "partner", "agreement", "key", "label", "is_shared", "owner", "due_on", "status", "done_by", "done_at",
            "note",
        ]  # fmt: skip
        read_only_fields = fields


class ClauseSerializer(serializers.ModelSerializer[LibraryClause]):
    """A clause of the library: its newest version, and how many active templates insert it."""

    title = serializers.CharField(source="newest_title", read_only=True)
    version = serializers.IntegerField(source="newest", read_only=True)
    written_at = serializers.DateTimeField(source="newest_at", read_only=True)
    used = serializers.IntegerField(read_only=True)

    class Meta:
        model = LibraryClause
        fields = ["ref", "key", "title", "version", "written_at", "used"]
        read_only_fields = fields


class Note(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)


class CommitmentPeriodSerializer(serializers.ModelSerializer[CommitmentPeriod]):
    """One promise in one period: what was asked, what came of it, how often it came due and was kept."""

    partner = RefField(read_only=True)
    partnership = RefField(read_only=True)
    promise = serializers.CharField(source="commitment.sentence", read_only=True)
    cadence = serializers.CharField(source="commitment.cadence", read_only=True)
    consequence = serializers.CharField(source="commitment.consequence", read_only=True)

    class Meta:
        model = CommitmentPeriod
        fields = [
            "ref", "partner", "partnership", "side", "term", "promise", "cadence", "consequence", "starts_on", "ends_on",
            "target", "actual", "due", "kept", "days_late", "status", "measured_at", "waived_by", "waived_why",
        ]  # fmt: skip
        read_only_fields = fields
