"""Panels: the tabs other rooms hang on a page, loaded by URL and never by import.

    panels.register(on="partner", key="deals", label=_("Sell"), url_name="workspace:deals:partner-panel",
                    permission=DealPermission.VIEW, order=50)

The page's own URL arguments (for a partner its `ref`) are handed on to the panel's URL.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from prm.lib.actor import Actor


@dataclass(frozen=True)
class Panel:
    on: str
    key: str
    label: Any
    url_name: str
    permission: str | None
    order: int
    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Tab:
    """A panel as the templates read it."""

    key: str
    label: Any
    url: str
    current: bool = False
    count: int | None = None
    # Loaded into the page; else the tab is the page itself, and a plain link.
    is_panel: bool = True


_PANELS: dict[tuple[str, str], Panel] = {}


def register(
    *,
    on: str,
    key: str,
    label: Any,
    url_name: str,
    permission: str | None,
    order: int = 100,
    when: Callable[[Any], bool] | None = None,
) -> Panel:
    """Hangs a panel on the page called `on`; `when(obj)` leaves it out where the object has no such thing."""
    panel = Panel(on, key, label, url_name, permission, order, when)
    _PANELS[on, key] = panel
    return panel


def panels_for(on: str, actor: Actor, obj: Any = None) -> list[Panel]:
    """The panels of a page the actor may open, in their order."""
    mine = (
        panel
        for (page, _key), panel in _PANELS.items()
        if page == on and actor.can(panel.permission) and (panel.when is None or panel.when(obj))
    )
    return sorted(mine, key=lambda panel: (panel.order, panel.key))


def tabs_for(on: str, actor: Actor, obj: Any, kwargs: dict[str, Any], current: str = "") -> list[Tab]:
    """The same as links, for `ui/parts/tabs.html`."""
    return [
        Tab(panel.key, panel.label, reverse(panel.url_name, kwargs=kwargs), panel.key == current)
        for panel in panels_for(on, actor, obj)
    ]
