"""Resources: list, one, create, change, and the lifecycle's actions, each calling one service."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.viewsets import ViewSetMixin

from prm.api.pagination import Pages
from prm.api.parameters import check_parameters
from prm.api.views import UNDECLARED, ApiView, Permission, may
from prm.lib.errors import Invalid
from prm.lib.lifecycle import Lifecycle


@dataclass(frozen=True)
class Action:
    """POST /<ref>/actions/<name>/ calls `service(row, **input, actor=, at=)`.

    Its right is that of the lifecycle's transition of this name; only an action beside the lifecycle names its own.
    """

    name: str
    service: Callable[..., Any]
    input: type[serializers.Serializer[Any]] | None = None
    permission: Permission = UNDECLARED


class Nothing(serializers.Serializer[Any]):
    """No input."""


@cache
def with_actions(serializer: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The same serializer for one row: with what its lifecycle would let this actor do now, here."""

    def get_allowed_actions(self: Any, row: Any) -> Sequence[str]:
        view = self.context["view"]
        allowed = {item.action for item in view.lifecycle.allowed_actions(row, view.actor)}
        return [
            item.name for item in view.actions if item.name in allowed and may(view.actor, view.action_permission(item))
        ]

    get_allowed_actions.__annotations__["return"] = list[str]
    parts = {"allowed_actions": serializers.SerializerMethodField(), "get_allowed_actions": get_allowed_actions}
    meta = getattr(serializer, "Meta", None)
    if meta is not None:
        parts["Meta"] = type("Meta", (meta,), {"fields": [*meta.fields, "allowed_actions"]})
    name = serializer.__name__.removesuffix("Serializer")
    return type(f"{name}DetailSerializer", (serializer,), {**parts, "__doc__": serializer.__doc__})


class Resource(ViewSetMixin, ApiView):
    """Rows of one kind. Subclasses give `resource`, `permission`, `serializer_class` and `query`, and what else they offer.

    - `input` and `create_permission` and `create(self, data)`: POST makes a row through one service
    - `change_input` and `change_permission` and `change(self, row, data)`: PATCH
    - `lifecycle` and `actions`: POST to an action; the row's detail carries `allowed_actions`
    """

    resource: ClassVar[str]
    plural: ClassVar[str] = ""
    lookup_field = "ref"
    lifecycle: ClassVar[Lifecycle | None] = None
    actions: ClassVar[Sequence[Action]] = ()
    input: ClassVar[type[serializers.Serializer[Any]] | None] = None
    create_permission: ClassVar[Permission] = UNDECLARED
    change_input: ClassVar[type[serializers.Serializer[Any]] | None] = None
    change_permission: ClassVar[Permission] = UNDECLARED
    pagination_class = Pages
    action_name = ""

    def query(self) -> QuerySet[Any]:
        raise TypeError(f"{type(self).__name__} must answer query(self) with a queryset.")

    def create(self, data: Mapping[str, Any]) -> Any:
        raise TypeError(f"{type(self).__name__} takes input, so it must call its service in create(self, data).")

    def change(self, row: Any, data: Mapping[str, Any]) -> Any:
        raise TypeError(f"{type(self).__name__} takes changes, so it must call its service in change(self, row, data).")

    # What the routes call.

    def read_list(self, request: Any, **kwargs: Any) -> Response:
        filters = getattr(self, "filterset_class", None)
        check_parameters(request.query_params, filters.base_filters if filters else {})
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def read_one(self, request: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def make_one(self, request: Any, **kwargs: Any) -> Response:
        row = self.create(self._input(self.input, request))
        found = self._again(row)
        headers = {"Location": request.build_absolute_uri(f"{request.path}{getattr(row, self.lookup_field)}/")}
        return Response(self._shown(found), status=status.HTTP_201_CREATED, headers=headers)

    def change_one(self, request: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        self.change(row, self._input(self.change_input, request, partial=True))
        return Response(self._shown(self._again(row)))

    def act(self, request: Any, **kwargs: Any) -> Response:
        action = self.the_action
        row = self.get_object()
        data = self._input(action.input, request) if action.input else {}
        action.service(row, **data, actor=self.actor, at=self.now)
        return Response(self._shown(self._again(row)))

    # What they share.

    @property
    def the_action(self) -> Action:
        return next(item for item in self.actions if item.name == self.action_name)

    @property
    def detail_serializer(self) -> Any:
        given: Any = self.serializer_class
        return with_actions(given) if self.lifecycle else given

    def get_serializer_class(self) -> Any:
        return self.serializer_class if self.action == "read_list" else self.detail_serializer

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return QuerySet(self.serializer_class.Meta.model)  # type: ignore[union-attr]
        return self.query()

    def get_object(self) -> Any:
        found = self.get_queryset().filter(**{self.lookup_field: self.kwargs[self.lookup_field]}).first()
        if found is None:
            raise Http404
        return found

    def permission_for(self, request: Any) -> Permission:
        asked = self.action_map.get((request.method or "").lower())
        if asked == "make_one":
            return self.create_permission
        if asked == "change_one":
            return self.change_permission
        return self.action_permission(self.the_action) if asked == "act" else self.permission

    def action_permission(self, action: Action) -> Permission:
        if action.permission is not UNDECLARED:
            return action.permission
        return self.lifecycle.transitions[action.name].permission if self.lifecycle else UNDECLARED

    def _input(self, serializer: Any, request: Any, *, partial: bool = False) -> dict[str, Any]:
        given = serializer(data=request.data, context=self.get_serializer_context(), partial=partial)
        if isinstance(request.data, dict) and (unknown := set(request.data) - set(given.fields)):
            raise Invalid(
                _("The input has fields that are not known here."),
                fields={name: [_("This field is not known.")] for name in sorted(unknown)},
            )
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _again(self, row: Any) -> Any:
        """The row as the query reads it, after the service has changed it."""
        return self.get_queryset().get(pk=row.pk)

    def _shown(self, row: Any) -> Any:
        return self.detail_serializer(row, context=self.get_serializer_context()).data


def routes(view: type[Resource]) -> list[URLPattern]:
    """The URLs of a resource: `registrations/`, `registrations/<ref>/`, `registrations/<ref>/actions/<name>/`."""
    collection: dict[str, Any] = {"get": "read_list"}
    one: dict[str, Any] = {"get": "read_one"}
    if view.input:
        collection["post"] = "make_one"
    if view.change_input:
        one["patch"] = "change_one"
    base, name = f"{view.plural or view.resource + 's'}/", view.resource
    kind = "uuid" if view.lookup_field == "id" else "slug"
    row = f"{base}<{kind}:{view.lookup_field}>/"
    return [
        path(base, view.as_view(collection), name=f"{name}-list"),
        path(row, view.as_view(one), name=f"{name}-detail"),
        *[
            path(
                f"{row}actions/{item.name}/",
                view.as_view({"post": "act"}, action_name=item.name),
                name=f"{name}-{item.name}",
            )
            for item in view.actions
        ],
    ]
