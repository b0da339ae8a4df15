"""System checks: no endpoint without a permission, none beside our base, no input without its right."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from prm.api.resources import Resource
from prm.api.views import UNDECLARED, ApiView


def endpoints(patterns: list[Any] | None = None) -> Iterator[type[APIView]]:
    """Every REST framework view the URL tree reaches."""
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(item, URLResolver):
            yield from endpoints(item.url_patterns)
        elif isinstance(item, URLPattern):
            view = getattr(item.callback, "cls", None)
            if view is not None and issubclass(view, APIView):
                yield view


def errors_of(view: type[APIView]) -> Iterator[CheckMessage]:
    name = f"{view.__module__}.{view.__name__}"
    if not issubclass(view, ApiView):
        yield Error(f"{name} is no ApiView, so nothing opens its scope.", obj=view, id="prm.E011")
        return
    missing = [] if view.permission is not UNDECLARED else ["permission"]
    if issubclass(view, Resource):
        missing += [
            right
            for given, right in ((view.input, "create_permission"), (view.change_input, "change_permission"))
            if given and getattr(view, right) is UNDECLARED
        ]
        known = set(view.lifecycle.transitions) if view.lifecycle else set()
        missing += [
            f"the permission of action {item.name}"
            for item in view.actions
            if item.permission is UNDECLARED and item.name not in known
        ]
    for what in missing:
        yield Error(f"{name} declares no {what}.", hint="Name one, or one by audience.", obj=view, id="prm.E010")


@register("prm")
def check_endpoints(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """prm.E010: a right is missing; prm.E011: a view that does not stand on ApiView."""
    return [error for view in dict.fromkeys(endpoints()) for error in errors_of(view)]
