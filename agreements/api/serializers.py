from typing import Any

from rest_framework import serializers

from agreements.models import Agreement
from prm.api.fields import RefField
from programs.models import Partnership


def partnerships() -> Any:
    return Partnership.objects.all()


class AgreementSerializer(serializers.ModelSerializer[Agreement]):
    """An agreement; `terms` are what holds, `negotiated` what differs from the standard."""

    partner = RefField(read_only=True)
    partnership = RefField(read_only=True)
    terms = serializers.JSONField(read_only=True)

    class Meta:
        model = Agreement
        fields = [
            "ref", "title", "partner", "partnership", "version_number", "superseded_by", "status", "terms", "negotiated",
            "text_sha256", "sealed_sha256", "sent_at", "partner_signed_at", "executed_at", "effective_on", "ends_on",
            "action_on", "notice_given_on", "ended_on",
        ]  # fmt: skip
        read_only_fields = fields


class AgreementInput(serializers.ModelSerializer[Agreement]):
    partnership = RefField(query=partnerships)

    class Meta:
        model = Agreement
        fields = ["partnership"]


class Reason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400)
