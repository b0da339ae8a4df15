from rest_framework import serializers

from prm.clocks.models import Clock


class ClockSerializer(serializers.ModelSerializer[Clock]):
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]  # a field of that name
    state = serializers.ChoiceField(["running", "paused", "kept", "late"], read_only=True)

    class Meta:
        model = Clock
        fields = [
            "id", "promise", "label", "side", "target_type", "target_id", "hours", "state", "started_at", "due_at",
            "paused_at", "holder_label", "stopped_at", "is_kept",
        ]  # fmt: skip
