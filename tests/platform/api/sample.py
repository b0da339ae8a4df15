"""A resource over real rows and services, at an address of its own, so that the bases are tested whole."""

from django.urls import include, path
from django_filters import rest_framework as filters
from rest_framework import serializers

from partners.models import Partner
from prm.api.fields import RefField
from prm.api.parameters import MomentFilter
from prm.api.resources import Action, Resource, routes
from prm.packs.types import PartnershipType
from prm.urls import handler404, handler500, urlpatterns  # noqa: F401
from programs.lifecycle import PARTNERSHIP
from programs.models import Partnership, Program
from programs.permissions import PartnershipPermission, PortalProgramPermission
from programs.services.partnership import create_partnership, end_partnership, suspend_partnership


class PartnershipSerializer(serializers.ModelSerializer):
    partner = RefField(read_only=True)

    class Meta:
        model = Partnership
        fields = ["ref", "partner", "type", "status"]


class PartnershipInput(serializers.Serializer):
    partner = RefField(query=lambda: Partner.objects.all())
    program = RefField(query=lambda: Program.objects.all())


class Reason(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class PartnershipFilter(filters.FilterSet):
    status = filters.CharFilter()
    type = filters.ChoiceFilter(choices=PartnershipType.choices)
    tier = filters.MultipleChoiceFilter(field_name="type", choices=PartnershipType.choices)
    has_owner = filters.BooleanFilter(field_name="owner", lookup_expr="isnull", exclude=True)
    started_from = filters.DateFilter(field_name="approved_at", lookup_expr="date__gte")
    suspended_from = MomentFilter(field_name="approved_at", lookup_expr="gte")


class Partnerships(Resource):
    """Sample."""

    resource = "partnership"
    permission = {"vendor": PartnershipPermission.VIEW, "portal": PortalProgramPermission.VIEW_PROGRAM}
    create_permission = {"vendor": PartnershipPermission.MANAGE}
    serializer_class = PartnershipSerializer
    filterset_class = PartnershipFilter
    lifecycle = PARTNERSHIP
    input = PartnershipInput
    actions = [
        Action("end", end_partnership, input=Reason),
        Action("suspend", suspend_partnership, input=Reason, permission={"vendor": PartnershipPermission.MANAGE}),
    ]

    def query(self):
        return Partnership.objects.select_related("partner")

    def create(self, data):
        return create_partnership(data["partner"], data["program"], actor=self.actor, at=self.now)


class Failing(Partnerships):
    resource = "failure"

    def query(self):
        return {}["a defect"]


urlpatterns = [
    path("api/v1/sample/", include(([*routes(Partnerships), *routes(Failing)], "sample"))),
    *urlpatterns,
]
