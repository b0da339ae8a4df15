"""What lists of the API can be narrowed by. Each is declared: nothing is derived from the tables."""

from django_filters import rest_framework as filters

from prm.api.parameters import MomentFilter
from prm.packs.types import PartnershipType
from programs.enums import Recommendation
from programs.lifecycle import APPLICATION, PARTNERSHIP, PROGRAM, STEP


class ProgramFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=PROGRAM.choices)
    type = filters.ChoiceFilter(choices=PartnershipType.choices)


class ApplicationFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=APPLICATION.choices)
    program = filters.CharFilter(field_name="program__ref")
    recommendation = filters.ChoiceFilter(choices=Recommendation.choices)
    submitted_from = MomentFilter(field_name="submitted_at", lookup_expr="gte")


class PartnershipFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=PARTNERSHIP.choices)
    partner = filters.CharFilter(field_name="partner__ref")
    program = filters.CharFilter(field_name="program__ref")
    type = filters.ChoiceFilter(choices=PartnershipType.choices)


class JourneyFilter(filters.FilterSet):
    partner = filters.CharFilter(field_name="partner__ref")
    partnership = filters.CharFilter(field_name="partnership__ref")


class OnboardingStepFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=STEP.choices)
    partner = filters.CharFilter(field_name="partner__ref")
    partnership = filters.CharFilter(field_name="partnership__ref")
    kind = filters.CharFilter()


class EntitlementFilter(filters.FilterSet):
    partner = filters.CharFilter(field_name="partner__ref")
    partnership = filters.CharFilter(field_name="partnership__ref")
    key = filters.CharFilter()
    running = filters.BooleanFilter(field_name="closed_on", lookup_expr="isnull")


class CoverageTargetFilter(filters.FilterSet):
    type = filters.ChoiceFilter(choices=PartnershipType.choices)
    country = filters.CharFilter()
