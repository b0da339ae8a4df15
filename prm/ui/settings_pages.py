"""The start of Settings: rooms register their pages from `workspace/nav.py`, one entry of the rail leads to all.

settings_pages.register(label=_("Promises"), text=_("How soon we answer, and when we work."), icon="clock",
                        url_name="workspace:clocks:promises", permission=ClockPermission.MANAGE, order=40)
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from prm.lib.actor import Actor
from prm.lib.errors import Forbidden
from prm.ui.views.screen import Screen


@dataclass(frozen=True)
class SettingsPage:
    label: Any
    text: Any
    url_name: str
    permission: str
    icon: str
    order: int


_PAGES: dict[str, SettingsPage] = {}


def register(*, label: Any, text: Any, url_name: str, permission: str, icon: str, order: int = 100) -> None:
    """Adds a page; `text` says in one line what it decides. Registering it again replaces it."""
    _PAGES[url_name] = SettingsPage(label, text, url_name, permission, icon, order)


def pages_for(actor: Actor) -> list[SettingsPage]:
    """The pages the actor may open, in their order."""
    mine = (page for page in _PAGES.values() if actor.can(page.permission))
    return sorted(mine, key=lambda page: (page.order, str(page.label)))


class SettingsStart(Screen):
    """What can be set, for members who may set something."""

    permission = None
    any_member = True
    title = _("Settings")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pages = pages_for(self.actor)
        if not pages:
            raise Forbidden(_("You may not change settings. Ask your administrator."))
        return self.render("ui/settings.html", {"pages": [(page, self.url(page.url_name)) for page in pages]})
