from django.db.models import QuerySet
from django_filters import rest_framework as filters

from prm.api.resources import Resource
from prm.decisions.api.serializers import DecisionSerializer
from prm.decisions.models import Decision
from prm.decisions.permissions import DecisionPermission


class DecisionFilter(filters.FilterSet):
    rule = filters.CharFilter(help_text="For example deals.conflict.")
    subject = filters.UUIDFilter(field_name="subject_id")


class Decisions(Resource):
    """Why something was decided: the rule's version, its inputs, each condition, and what would have changed it."""

    resource = "decision"
    lookup_field = "id"
    permission = DecisionPermission.VIEW
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter

    def query(self) -> QuerySet[Decision]:
        return Decision.objects.all()
