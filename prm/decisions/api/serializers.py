from typing import Any

from rest_framework import serializers

from prm.decisions.models import Decision


class InputSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    value = serializers.JSONField()
    source = serializers.CharField(help_text="The row it came from.")  # type: ignore[assignment]  # a field of that name


class ConditionSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    outcome = serializers.BooleanField(allow_null=True, help_text="Null where a person must look.")
    detail = serializers.CharField()


class StepSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    arithmetic = serializers.CharField()
    result = serializers.CharField()


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    inputs = InputSerializer(many=True)
    conditions = ConditionSerializer(many=True)
    steps = StepSerializer(many=True)

    class Meta:
        model = Decision
        fields = [
            "id", "rule", "version", "subject_type", "subject_id", "result", "inputs", "conditions", "steps",
            "counterfactual", "clause", "decided_by", "at", "content_hash",
        ]  # fmt: skip
