"""The navigation registry. Every room registers its entries from `AppConfig.ready()`; nobody lists another's pages.

nav.register(audience="workspace", group="sell", label=_("Registrations"), permission=DealPermission.VIEW,
             url_name="workspace:deals:registration-list", icon="file-certificate", order=10, badge=open_count)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from prm.lib.actor import Actor
from prm.ui.urls import page_url

AUDIENCES = ("workspace", "portal")


@dataclass(frozen=True)
class Count:
    """A badge that is more than a number: `urgent` where a promise ends today."""

    value: int
    urgent: bool = False


Badge = Callable[[Actor], "int | Count | None"]


@dataclass(frozen=True)
class Group:
    key: str
    label: Any
    icon: str
    # Groups of one page have no heading of their own.
    flat: bool = False


GROUPS = (
    Group("today", _("Today"), "home", flat=True),
    Group("onboard", _("Onboard"), "user-plus"),
    Group("enable", _("Enable"), "school"),
    Group("market", _("Market"), "speakerphone"),
    Group("sell", _("Sell"), "briefcase"),
    Group("incentivize", _("Incentivize"), "coins"),
    Group("review", _("Review"), "clipboard-check"),
    Group("analytics", _("Analytics"), "chart-histogram", flat=True),
    Group("settings", _("Settings"), "settings", flat=True),
)


@dataclass(frozen=True)
class Entry:
    audience: str
    group: str
    label: Any
    url_name: str
    permission: str | None
    icon: str
    order: int
    badge: Badge | None = None
    # A portal page shown in the middle of the phone's tab bar and as the filled button of the header.
    primary: bool = False
    # A portal page with a slot of its own in the phone's tab bar; the others stand under More.
    tab: bool = False
    # Whether the vendor or partnership has the module at all (modules are absent by type, not merely hidden).
    when: Callable[[Actor], bool] | None = None
    kwargs: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.url_name.replace(":", "-")

    def url(self, vendor: str) -> str:
        if self.kwargs:
            return reverse(self.url_name, kwargs={"vendor": vendor, **self.kwargs})
        return page_url(self.url_name, vendor)

    def shown_to(self, actor: Actor) -> bool:
        return actor.can(self.permission) and (self.when is None or self.when(actor))


_ENTRIES: dict[tuple[str, str], Entry] = {}


def register(
    *,
    audience: str,
    label: Any,
    url_name: str,
    permission: str | None,
    icon: str,
    group: str = "",
    order: int = 100,
    badge: Badge | None = None,
    primary: bool = False,
    tab: bool = False,
    when: Callable[[Actor], bool] | None = None,
    kwargs: dict[str, Any] | None = None,
) -> Entry:
    """Adds a page to a shell. Refuses an unknown audience or group; registering the same page again replaces it."""
    if audience not in AUDIENCES:
        raise ValueError(f"{audience!r} has no navigation; take one of {AUDIENCES}.")
    if audience == "workspace" and group not in {item.key for item in GROUPS}:
        raise ValueError(f"{group!r} is no navigation group; take one of {[item.key for item in GROUPS]}.")
    entry = Entry(audience, group, label, url_name, permission, icon, order, badge, primary, tab, when, kwargs or {})
    _ENTRIES[audience, url_name] = entry
    return entry


def registered(audience: str) -> list[Entry]:
    """Every page of a shell's navigation, whoever may open it."""
    return [entry for (owner, _name), entry in _ENTRIES.items() if owner == audience]


def entries_for(audience: str, actor: Actor) -> list[Entry]:
    """The entries the actor may open, in their order."""
    mine = (entry for (owner, _name), entry in _ENTRIES.items() if owner == audience and entry.shown_to(actor))
    return sorted(mine, key=lambda entry: (entry.order, str(entry.label)))


@dataclass(frozen=True)
class Item:
    """An entry as the templates read it."""

    key: str
    label: Any
    icon: str
    url: str
    current: bool
    primary: bool
    tab: bool
    has_badge: bool


@dataclass(frozen=True)
class Section:
    key: str
    label: Any
    icon: str
    flat: bool
    items: tuple[Item, ...]

    @property
    def open(self) -> bool:
        return any(item.current for item in self.items)


def _items(entries: list[Entry], vendor: str, path: str) -> list[Item]:
    """Items with addresses; the current one is the longest address the path begins with."""
    urls: dict[str, str] = {}
    for entry in entries:
        try:
            urls[entry.key] = entry.url(vendor)
        except NoReverseMatch as error:
            raise NoReverseMatch(f"Navigation entry {entry.url_name!r} has no URL: {error}") from error
    within = [url for url in urls.values() if path == url or (url.endswith("/") and path.startswith(url))]
    current = max(within, key=len, default=None)
    return [
        Item(
            key=entry.key,
            label=entry.label,
            icon=entry.icon,
            url=urls[entry.key],
            current=urls[entry.key] == current,
            primary=entry.primary,
            tab=entry.tab,
            has_badge=bool(entry.badge),
        )
        for entry in entries
    ]


def workspace_sections(actor: Actor, vendor: str, path: str) -> list[Section]:
    """The rail: groups in lifecycle order, empty ones left out."""
    entries = entries_for("workspace", actor)
    items = dict(zip([entry.key for entry in entries], _items(entries, vendor, path), strict=True))
    grouped = {group.key: tuple(items[entry.key] for entry in entries if entry.group == group.key) for group in GROUPS}
    return [
        Section(group.key, group.label, group.icon, group.flat, grouped[group.key])
        for group in GROUPS
        if grouped[group.key]
    ]


@dataclass(frozen=True)
class Place:
    """Where a page stands: the entry it belongs to, and whether it is that entry's own page."""

    group: Any
    label: Any
    url: str
    is_item: bool


def place_in(sections: list[Section], path: str) -> Place | None:
    """The place of a path in the rail, for the line that says where one is."""
    for section in sections:
        for item in section.items:
            if item.current:
                return Place("" if section.flat else section.label, item.label, item.url, path == item.url)
    return None


def portal_items(actor: Actor, vendor: str, path: str) -> list[Item]:
    """The header's pages; the phone's tab bar shows the first four with the primary one in the middle."""
    return _items(entries_for("portal", actor), vendor, path)


def tab_bar(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """The phone's five slots, the primary page in the middle, and what is left for More."""
    pages = [item for item in items if not item.primary]
    slots = 3 if len(pages) > 4 else 4
    chosen = sorted(pages, key=lambda item: not item.tab)[:slots]
    kept = [item for item in pages if item in chosen]
    middle = [item for item in items if item.primary][:1]
    return [*kept[:2], *middle, *kept[2:]], [item for item in pages if item not in kept]


def badges(audience: str, actor: Actor) -> dict[str, Count]:
    """Counts by entry key, only where something waits. Each is one query, so the shell loads them after the page."""
    found: dict[str, Count] = {}
    for entry in entries_for(audience, actor):
        value = entry.badge(actor) if entry.badge else None
        count = value if isinstance(value, Count) else Count(value or 0)
        if count.value:
            found[entry.key] = count
    return found
