"""The URL tree. Audience decides the first segment, the vendor's slug the second; rooms are included by name only."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from prm.ui.pages import ShellStart

ROOMS = [app.removeprefix("prm.") for app in [*settings.PLATFORM_APPS, *settings.PILLARS]]
MODULES = dict(zip(ROOMS, [*settings.PLATFORM_APPS, *settings.PILLARS], strict=True))


def rooms_for(audience: str) -> list[URLResolver | URLPattern]:
    """Includes `<room>/<audience>/urls.py` of every room that has one, under the room's own name.

    Public pages have short addresses of their own (`/apply/...`), so there the room adds nothing.
    """
    return [
        path("" if audience == "public" else f"{room}/", include(f"{module}.{audience}.urls"))
        for room, module in MODULES.items()
        if find_spec(f"{module}.{audience}") and find_spec(f"{module}.{audience}.urls")
    ]


def shell_for(audience: str) -> list[URLResolver | URLPattern]:
    """The rooms of a shell, and its start at the bare address."""
    return [path("", ShellStart.as_view(), name="start"), *rooms_for(audience)]


handler400 = "prm.ui.errors.bad_request"
handler403 = "prm.ui.errors.permission_denied"
handler404 = "prm.ui.errors.page_not_found"
handler500 = "prm.ui.errors.server_error"

urlpatterns = [
    path("auth/", include("allauth.urls")),
    path("w/<slug:vendor>/", include((shell_for("workspace"), "workspace"))),
    path("p/<slug:vendor>/", include((shell_for("portal"), "portal"))),
    path("api/v1/", include(([*rooms_for("api"), path("", include("prm.api.urls"))], "api"))),
    path("", include((rooms_for("public"), "public"))),
]
