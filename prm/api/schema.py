"""The OpenAPI description: what REST framework's introspection cannot know of our bases."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from prm.api.idempotency import HEADER
from prm.api.resources import Nothing, Resource

TAG_AT = 3  # /api/v1/<room>/...
VERBS = {"read_list": "list", "read_one": "get", "make_one": "create", "change_one": "change"}
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `code` is for programs, `detail` for people.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "fields": {
            "type": "object",
            "description": "Messages by field of the input; of a list's rows by position, then by field.",
            "additionalProperties": {"type": ["array", "object"], "items": {"type": ["string", "object"]}},
        },
    },
}


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "prm.api.authentication.BearerAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        text = "A key made under Settings, or by a partner under Team. It acts as its member, within its scopes."
        return {"type": "http", "scheme": "bearer", "description": text}


class ApiSchema(AutoSchema):
    """Names operations after resource and verb, and knows actions, inputs and the idempotency key."""

    view: Any

    @property
    def _verb(self) -> str:
        action = getattr(self.view, "action", None)
        return (getattr(self.view, "action_name", "") if action == "act" else VERBS.get(action or "")) or ""

    def get_operation_id(self) -> str:
        if not isinstance(self.view, Resource):
            return super().get_operation_id()
        return f"{self.get_tags()[0]}_{self.view.resource}_{self._verb}"

    def get_tags(self) -> list[str]:
        return [self.path.strip("/").split("/")[TAG_AT - 1]]

    def get_description(self) -> str:  # as drf-spectacular calls it
        return (self.view.__doc__ or "").strip()

    def get_summary(self) -> str | None:
        if not isinstance(self.view, Resource):
            return super().get_summary()
        name = self.view.resource.replace("_", " ").replace("-", " ")
        plural = (self.view.plural or f"{name}s").replace("-", " ")
        return f"List {plural}" if self._verb == "list" else f"{self._verb.replace('_', ' ').capitalize()} a {name}"

    def get_request_serializer(self) -> Any:
        match getattr(self.view, "action", None):
            case "make_one":
                return self.view.input
            case "change_one":
                return self.view.change_input
            case "act":
                return self.view.the_action.input or Nothing
        return super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        action = getattr(self.view, "action", None)
        if action in ("make_one", "act", "change_one"):
            return {201 if action == "make_one" else 200: self.view.detail_serializer}
        return super().get_response_serializers()

    def get_override_parameters(self) -> list[Any]:
        if self.method != "POST":
            return []
        text = "Repeating the request with the same key has one effect and the same answer for 24 hours."
        return [OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=text)]

    def _is_list_view(self, serializer: Any = None) -> bool:
        if isinstance(self.view, Resource):
            return bool(self.view.action == "read_list")
        return bool(super()._is_list_view(serializer))


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Every operation may answer with a problem."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["schemas"] = dict(sorted(components["schemas"].items()))
    components["responses"] = {"Problem": {"description": "What went wrong.", "content": content}}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    return result
