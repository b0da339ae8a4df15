"""Courses, progress and awards for programs. A lesson is done and a quiz is sat by a person, never by a key."""

from typing import Any

from django_filters import rest_framework as filters

from enablement import queries
from enablement.api.serializers import AwardSerializer, CourseSerializer, EnrolmentSerializer, ReasonInput
from enablement.lifecycle import AWARD, COURSE, ENROLMENT
from enablement.permissions import LearningPermission, PortalLearningPermission
from enablement.services.certification import revoke_award
from prm.api.resources import Action, Resource

BOTH = {"vendor": LearningPermission.VIEW, "portal": PortalLearningPermission.LEARN}
# A person's progress is the vendor's and the own administrator's business.
TEAM = {"vendor": LearningPermission.VIEW, "portal": PortalLearningPermission.VIEW_TEAM}


class CourseFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=COURSE.choices)


class EnrolmentFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=ENROLMENT.choices)
    partner = filters.CharFilter(field_name="partner__ref")
    course = filters.CharFilter(field_name="course__ref")


class AwardFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=AWARD.choices)
    partner = filters.CharFilter(field_name="partner__ref")
    certification = filters.CharFilter(field_name="certification__ref")
    expires_after = filters.DateFilter(field_name="expires_on", lookup_expr="gte")
    expires_before = filters.DateFilter(field_name="expires_on", lookup_expr="lte")


class Courses(Resource):
    """What is taught; a partner reads what is published for it."""

    resource = "course"
    permission = BOTH
    serializer_class = CourseSerializer
    filterset_class = CourseFilter

    def query(self) -> Any:
        if self.actor.audience == "portal" and self.actor.partner_id is not None:
            return queries.courses_for_partner(self.actor.partner_id)
        return queries.courses_with_size().order_by("title")


class Enrolments(Resource):
    """Who is on which course, and how far."""

    resource = "enrolment"
    lookup_field = "id"
    permission = TEAM
    serializer_class = EnrolmentSerializer
    filterset_class = EnrolmentFilter

    def query(self) -> Any:
        return queries.enrolments_with_names().order_by("-pk")


class Awards(Resource):
    """Certifications earned, those that ended too."""

    resource = "award"
    permission = TEAM
    serializer_class = AwardSerializer
    filterset_class = AwardFilter
    lifecycle = AWARD
    actions = (Action("revoke", revoke_award, input=ReasonInput),)

    def query(self) -> Any:
        return queries.awards_with_names().order_by("-awarded_at")
