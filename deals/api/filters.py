"""What lists of the API can be narrowed by. Each is declared: nothing is derived from the tables."""

from django_filters import rest_framework as filters

from deals.enums import DealType, Stage
from deals.lifecycle import OPPORTUNITY, REFERRAL, REGISTRATION
from prm.api.parameters import MomentFilter


class RegistrationFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=REGISTRATION.choices)
    partner = filters.CharFilter(field_name="partner__ref")
    deal_type = filters.ChoiceFilter(choices=DealType.choices)
    submitted_from = MomentFilter(field_name="submitted_at", lookup_expr="gte")


class OpportunityFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=OPPORTUNITY.choices)
    partner = filters.CharFilter(field_name="partner__ref")
    stage = filters.ChoiceFilter(choices=Stage.choices)
    closed_from = filters.DateFilter(field_name="closed_on", lookup_expr="gte")


class ReferralFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=REFERRAL.choices)
    partner = filters.CharFilter(field_name="partner__ref")


class AccountFilter(filters.FilterSet):
    domain = filters.CharFilter(field_name="domain")
    kind = filters.CharFilter(field_name="kind")
    is_customer = filters.BooleanFilter(field_name="is_customer")
