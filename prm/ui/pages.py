"""The shells' own small endpoints: theme, brand stylesheet, counts in the rail, search, the start of a shell."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from prm.ui import nav, palette
from prm.ui.brand import brand_css, brand_version
from prm.ui.context import THEME_COOKIE, THEMES, theme_of
from prm.ui.views.screen import Screen

YEAR = 365 * 24 * 3600


class ThemeSwitch(Screen):
    """POST: light or dark, kept in a cookie for a year. Works without JavaScript."""

    permission = None
    public = True
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("theme", "")
        theme = wanted if wanted in THEMES else ("light" if theme_of(request) == "dark" else "dark")
        quiet = getattr(request, "htmx", False) or request.headers.get("Accept", "") == "*/*"
        response = HttpResponse(status=204) if quiet else HttpResponseRedirect(self.back_url())
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
        return response


class BrandStylesheet(Screen):
    """The vendor's colors; the address changes with them, so that it may be kept for good."""

    permission = None
    public = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.vendor is None or kwargs["version"] != brand_version(self.vendor):
            raise Http404
        response = HttpResponse(brand_css(self.vendor), content_type="text/css; charset=utf-8")
        response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response


class ShellStart(Screen):
    """The first page of the shell this member may open."""

    permission = None
    any_member = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audience = "portal" if self.membership.audience == "portal" else "workspace"
        if audience == "portal":
            pages = [item.url for item in nav.portal_items(self.actor, self.vendor.slug, "") if not item.primary]
        else:
            sections = nav.workspace_sections(self.actor, self.vendor.slug, "")
            pages = [item.url for section in sections for item in section.items]
        return HttpResponseRedirect(pages[0]) if pages else self.render("ui/nothing.html", {"page_title": _("Welcome")})


class NavBadges(Screen):
    """The counts of the navigation, fetched by htmx after the page."""

    permission = None
    any_member = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audience = "portal" if self.membership.audience == "portal" else "workspace"
        return self.render("ui/parts/badges.html", {"badges": nav.badges(audience, self.actor), "page_title": ""})


class SearchPage(Screen):
    """The command palette's results as a fragment, or as a page where there is no JavaScript."""

    permission = None
    any_member = True
    title = _("Search")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        audience = "portal" if self.membership.audience == "portal" else "workspace"
        sections = palette.find(audience, self.actor, self.vendor.slug, text)
        template = "ui/parts/palette_hits.html" if getattr(request, "htmx", False) else "ui/search.html"
        return self.render(template, {"sections": sections, "text": text})
