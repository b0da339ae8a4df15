"""Pages about one object, and the panels hung on them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from prm.ui import panels
from prm.ui.views.screen import Screen


class ObjectScreen(Screen):
    """A screen whose URL names an object. `query(self, ref)` answers with it, or None, and None is 404.

    A form or an action about nothing yet existing has no query; its object is None.
    """

    object_name = "object"
    query: Any = None

    @cached_property
    def object(self) -> Any:
        if self.query is None:
            return None
        found = self.query(**self.object_kwargs)
        if found is None:
            raise Http404
        return found

    def page_title(self) -> str:
        if callable(self.title):
            return str(self.title(self.object))
        return str(self.title or self.object or "")


class DetailView(ObjectScreen):
    """Shows one object. With `panels_on` the page carries the panels other rooms registered under that name."""

    template_name = "ui/detail.html"
    panels_on = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"object": self.object, self.object_name: self.object, "actor": self.actor}
        if self.panels_on:
            current = request.GET.get("tab", "")
            context["panels"] = panels.tabs_for(self.panels_on, self.actor, self.object, self.kwargs, current)
        return self.render(self.template_name, {**context, **self.context()})


class PanelView(DetailView):
    """A fragment for htmx; opened as an address of its own it stands inside the shell."""

    template_name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"object": self.object, self.object_name: self.object, "actor": self.actor, **self.context()}
        if getattr(request, "htmx", False):
            return self.render(self.template_name, context)
        return self.render("ui/panel.html", {**context, "panel_template": self.template_name})
