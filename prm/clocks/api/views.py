from django.db.models import QuerySet
from django_filters import rest_framework as filters

from prm.api.resources import Resource
from prm.clocks.api.serializers import ClockSerializer
from prm.clocks.models import Clock
from prm.clocks.permissions import ClockPermission


class ClockFilter(filters.FilterSet):
    promise = filters.CharFilter(help_text="For example deals.registration_decision.")
    target = filters.UUIDFilter(field_name="target_id")
    is_stopped = filters.BooleanFilter(field_name="stopped_at", lookup_expr="isnull", exclude=True)
    is_kept = filters.BooleanFilter()


class Clocks(Resource):
    """Promises of either side with the time they run to: what is due, what was kept, what was late."""

    resource = "clock"
    lookup_field = "id"
    permission = ClockPermission.VIEW
    serializer_class = ClockSerializer
    filterset_class = ClockFilter

    def query(self) -> QuerySet[Clock]:
        return Clock.objects.all()
