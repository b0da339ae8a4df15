"""System checks: no screen without a permission, no form or action without its service."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from prm.ui.views.actions import ActionView
from prm.ui.views.downloads import DownloadView
from prm.ui.views.forms import FormView
from prm.ui.views.lists import ListView
from prm.ui.views.screen import Screen, Undeclared

VERBS = ((FormView, "perform"), (ActionView, "perform"), (DownloadView, "content"), (ListView, "query"))


def screens(patterns: list[Any] | None = None) -> Iterator[type[Screen]]:
    """Every screen class the URL tree reaches."""
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(item, URLResolver):
            yield from screens(item.url_patterns)
        elif isinstance(item, URLPattern):
            view = getattr(item.callback, "view_class", None)
            if view is not None and issubclass(view, Screen):
                yield view


def errors_of(view: type[Screen]) -> Iterator[CheckMessage]:
    if view.permission is Undeclared:
        if not view.public:
            hint = "Set `permission = <App>Permission.X`, or `permission = None` together with `public = True`."
            yield Error(
                f"{view.__module__}.{view.__name__} declares no permission.", hint=hint, obj=view, id="prm.E001"
            )
    elif view.permission is None and not (view.public or getattr(view, "any_member", False)):
        hint = "Add `public = True` (nobody signed in) or `any_member = True` (every member), if that is meant."
        yield Error(f"{view.__module__}.{view.__name__} is open to everybody.", hint=hint, obj=view, id="prm.E001")
    for base, verb in VERBS:
        if issubclass(view, base) and getattr(view, verb) is getattr(base, verb):
            hint = f"Write {verb}() and call one service in it."
            yield Error(f"{view.__module__}.{view.__name__} has no {verb}().", hint=hint, obj=view, id="prm.E002")


@register("prm")
def check_screens(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """prm.E001: a screen without a permission; prm.E002: a screen without its verb."""
    unique = dict.fromkeys(screens())
    return [error for view in unique for error in errors_of(view)]
