"""What stands at the root of the API: who am I, the description, its page, and an answer to unknown addresses."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from prm.api.errors import problem
from prm.api.views import ApiView

OPENAPI = "application/vnd.oai.openapi+json"


class MeSerializer(serializers.Serializer[Any]):
    vendor = serializers.CharField(help_text="The vendor's address, as in /w/<vendor>/.")
    vendor_name = serializers.CharField()
    audience = serializers.ChoiceField(["vendor", "portal"], help_text="Whose side the key stands on.")
    label = serializers.CharField(help_text="How this key's acts are recorded.")  # type: ignore[assignment]  # a field
    role = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())


class Me(ApiView):
    """Whom the key stands for, and what it may do."""

    permission = None
    serializer_class = MeSerializer

    @extend_schema(operation_id="me_get", summary="Whom the key stands for")
    def get(self, request: Any) -> Response:
        actor = self.actor
        return Response(
            {
                "vendor": self.vendor.slug,
                "vendor_name": self.vendor.name,
                "audience": actor.audience,
                "label": actor.label,
                "role": actor.role,
                "permissions": sorted(actor.permissions),
            }
        )


class Schema(View):
    """The OpenAPI 3.1 description. Public: it names what there is, and nobody's rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(_schema(), content_type=OPENAPI)


@cache
def _schema() -> bytes:
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.renderers import OpenApiJsonRenderer

    content: bytes = OpenApiJsonRenderer().render(SchemaGenerator().get_schema(request=None, public=True))
    return content


class Docs(View):
    """The description as a page; the viewer is served from here, so the policy stays strict."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "api/docs.html")


class Unknown(View):
    """Every other address under /api/v1/, whatever the method."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return problem(404, "not-found", _("There is no such address in this API."))
