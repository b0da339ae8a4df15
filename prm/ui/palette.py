"""The command palette: rooms register searchers, Ctrl/Cmd-K asks them all.

palette.register(key="partners", label=_("Partners"), audience="workspace", permission=PartnerPermission.VIEW,
                 search=lambda actor, text, limit: [Hit(label=..., url_name="workspace:partners:...", kwargs={})])
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prm.lib.actor import Actor
from prm.ui import nav

LIMIT = 6
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    label: Any
    url_name: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    sub: Any = ""
    icon: str = ""


@dataclass(frozen=True)
class Found:
    """One hit as the templates read it."""

    label: Any
    url: str
    sub: Any
    icon: str


@dataclass(frozen=True)
class Section:
    label: Any
    hits: tuple[Found, ...]


Search = Callable[[Actor, str, int], Sequence[Hit]]


@dataclass(frozen=True)
class Searcher:
    key: str
    label: Any
    audience: str
    permission: str | None
    search: Search
    icon: str
    order: int


_SEARCHERS: dict[tuple[str, str], Searcher] = {}


def register(
    *,
    key: str,
    label: Any,
    search: Search,
    permission: str | None,
    audience: str = "workspace",
    icon: str = "file",
    order: int = 100,
) -> Searcher:
    """Adds a searcher. It is asked with the actor, at least two characters and the number of hits wanted."""
    searcher = Searcher(key, label, audience, permission, search, icon, order)
    _SEARCHERS[audience, key] = searcher
    return searcher


def _pages(audience: str, actor: Actor, vendor: str, text: str) -> list[Found]:
    wanted = text.casefold()
    return [
        Found(entry.label, entry.url(vendor), "", entry.icon)
        for entry in nav.entries_for(audience, actor)
        if wanted in str(entry.label).casefold()
    ]


def find(audience: str, actor: Actor, vendor: str, text: str) -> list[Section]:
    """Sections with hits, pages first. An empty text answers with the pages alone."""
    text = text.strip()
    pages = _pages(audience, actor, vendor, text)
    sections = [Section(_("Pages"), tuple(pages[: LIMIT if text else len(pages)]))]
    if len(text) >= SHORTEST:
        searchers = [item for (owner, _key), item in _SEARCHERS.items() if owner == audience]
        for searcher in sorted(searchers, key=lambda item: (item.order, item.key)):
            if actor.can(searcher.permission):
                hits = searcher.search(actor, text, LIMIT)
                found = (
                    Found(
                        hit.label,
                        reverse(hit.url_name, kwargs={"vendor": vendor, **hit.kwargs}),
                        hit.sub,
                        hit.icon or searcher.icon,
                    )
                    for hit in hits
                )
                sections.append(Section(searcher.label, tuple(found)))
    return [section for section in sections if section.hits]
