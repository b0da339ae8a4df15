"""Every address of the installation, read from the URL resolver."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

TREES = ("workspace", "portal", "public", "api")
# Sign-in and the person's own account: of no vendor; allauth tests its own.
OUTSIDE = "auth/"


@dataclass(frozen=True)
class Route:
    name: str
    arguments: tuple[str, ...]
    view: Any

    @property
    def tree(self) -> str:
        return self.name.partition(":")[0]

    @property
    def objects(self) -> tuple[str, ...]:
        """The arguments that name an object; the vendor stands for itself."""
        return tuple(name for name in self.arguments if name != "vendor")

    @property
    def methods(self) -> tuple[str, ...]:
        names = getattr(self.view, "http_method_names", ("get", "post"))
        mapped = getattr(self.view, "isolation_methods", None)
        return tuple(m for m in mapped or ("get", "post", "put", "patch", "delete") if m in names)


def all_routes(
    patterns: list[Any] | None = None, names: tuple[str, ...] = (), above: tuple[str, ...] = ()
) -> Iterator[Route]:
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if str(item.pattern) == OUTSIDE:
            continue
        arguments = (*above, *named_in(item.pattern))
        if isinstance(item, URLResolver):
            inner = (*names, item.namespace) if item.namespace else names
            yield from all_routes(item.url_patterns, inner, arguments)
        elif isinstance(item, URLPattern):
            callback = item.callback
            view = getattr(callback, "view_class", None) or getattr(callback, "cls", None) or callback
            yield Route(":".join((*names, item.name or "")), tuple(dict.fromkeys(arguments)), view)


def named_in(pattern: Any) -> tuple[str, ...]:
    """The arguments of this step alone. Django writes a namespace's outer converters into a dictionary that equal
    steps share, so `pattern.converters` may name what belongs to another tree."""
    return tuple(pattern.regex.groupindex)


def tenant_routes() -> list[Route]:
    """The routes of the four trees, each name once per set of arguments."""
    found = {(route.name, route.arguments): route for route in all_routes() if route.tree in TREES}
    return sorted(found.values(), key=lambda route: (route.name, route.arguments))


def stray_routes() -> list[str]:
    """Addresses in no tree and not of the person's own account pages."""
    return sorted({route.name for route in all_routes() if route.tree not in TREES})
