from typing import Any

from rest_framework import serializers

from enablement.models import Award, Course, Enrolment
from prm.api.fields import RefField


class CourseSerializer(serializers.ModelSerializer[Course]):
    """A course; `types` is empty where it is for partnerships of every type. Its questions are never given."""

    lessons = serializers.IntegerField(source="lesson_count", read_only=True)
    minutes = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Course
        fields = ["ref", "title", "summary", "types", "status", "published_at", "lessons", "minutes"]
        read_only_fields = fields


class EnrolmentSerializer(serializers.ModelSerializer[Enrolment]):
    """One person on one course; `round` counts on when it is taken again to renew."""

    course = RefField(read_only=True)
    partner = RefField(read_only=True)
    person = serializers.CharField(source="member.name", read_only=True)
    email = serializers.EmailField(source="member.email", read_only=True)
    lessons_done = serializers.IntegerField(source="done", read_only=True)
    lessons = serializers.IntegerField(source="lesson_count", read_only=True)

    class Meta:
        model = Enrolment
        fields = [
            "id", "course", "partner", "person", "email", "round", "status", "lessons_done", "lessons", "due_on",
            "started_at", "completed_at",
        ]  # fmt: skip
        read_only_fields = fields


class AwardSerializer(serializers.ModelSerializer[Award]):
    """A certification earned by a person; `code` is what anybody can verify it by."""

    certification = RefField(read_only=True)
    certification_name = serializers.CharField(source="certification.name", read_only=True)
    partner = RefField(read_only=True)

    class Meta:
        model = Award
        fields = [
            "ref", "certification", "certification_name", "partner", "holder_name", "status", "code", "awarded_on",
            "expires_on", "revoked_on", "revoked_why",
        ]  # fmt: skip
        read_only_fields = fields


class ReasonInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400)
