"""Pictures of every main page, narrow and wide, light and dark, as one signed-in person after another sees them.

The pages are found, not listed: what the navigation names, every other page that needs no object, and the first row of
each list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from prm.bench.chromium import misfits
from prm.demo.personas import PASSWORD
from prm.ui import nav
from prm.ui.views import ActionView, DownloadView, PanelView, Screen

WIDTHS = {1280: 900, 360: 780}
SCHEMES = ("light", "dark")
# What stands for no page of its own: a list's first row is behind the first link of its body.
FIRST_ROW = ".ui-table tbody tr a[href], main a[href^='/apply/']"
SIGN_IN = ("account_login", "account_signup", "account_reset_password")
CONFIRM = "/auth/reauthenticate/"
PATIENCE_MS = 20_000
NO_PAGES = (ActionView, DownloadView, PanelView)


@dataclass(frozen=True)
class Sitting:
    """One person in front of the camera. `state` is what the browser kept of signing in."""

    name: str
    tree: str
    vendor: str
    state: Any


@dataclass
class Album:
    """Where the pictures go, which pages are in it, and what went wrong on the way."""

    home: Path
    taken: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def pictures(self) -> list[Path]:
        return sorted(self.home.glob("*/*.png"))


def pages_of(tree: str, vendor: str) -> dict[str, str]:
    """Path -> name of a tree's main pages that need no object: of the navigation, and what else is a page."""
    paths = {entry.url(vendor): short_name(entry.url_name) for entry in nav.registered(tree)}
    if tree == "public":
        paths |= {reverse(name): name.replace("_", "-") for name in SIGN_IN}
    for name, _view in routes_without_object():
        if name.startswith(f"{tree}:"):
            arguments = {"vendor": vendor} if needs_vendor(name) else {}
            paths.setdefault(reverse(name, kwargs=arguments), short_name(name))
    return paths


def short_name(url_name: str) -> str:
    return "-".join(url_name.split(":")[1:])


def needs_vendor(name: str) -> bool:
    return any(arguments for known, arguments, _view in _routes() if known == name)


def routes_without_object() -> Iterator[tuple[str, type]]:
    """Names and views of the pages whose address takes nothing or only the vendor."""
    for name, arguments, view in _routes():
        is_page = isinstance(view, type) and issubclass(view, Screen) and not issubclass(view, NO_PAGES)
        if is_page and hasattr(view, "get") and set(arguments) <= {"vendor"}:
            yield name, view


def _routes(
    patterns: list[Any] | None = None, names: tuple[str, ...] = (), above: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    for item in get_resolver().url_patterns if patterns is None else patterns:
        arguments = (*above, *item.pattern.converters)
        if isinstance(item, URLResolver):
            yield from _routes(item.url_patterns, (*names, item.namespace) if item.namespace else names, arguments)
        elif isinstance(item, URLPattern) and item.name:
            yield ":".join((*names, item.name)), arguments, getattr(item.callback, "view_class", None)


class Camera:
    """Four browsers of one person: each width in each color scheme."""

    def __init__(self, browser: Any, address: str, sitting: Sitting, album: Album) -> None:
        self.address, self.sitting, self.album = address, sitting, album
        self.pages: dict[tuple[int, str], Any] = {}
        for width, height in WIDTHS.items():
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    locale="en-US",
                    storage_state=sitting.state,
                )
                context.set_default_timeout(PATIENCE_MS)
                page = self.pages[width, scheme] = context.new_page()
                page.on("pageerror", lambda error, page=page: album.faults.append(f"{page.url}: script: {error}"))

    def walk(self) -> None:
        """Every page of the tree this person may open and nobody before did, and the first row of each list."""
        for path, name in pages_of(self.sitting.tree, self.sitting.vendor).items():
            first_row = self.open(path, name)
            if first_row:
                self.open(first_row, f"{name}-first")

    def open(self, path: str, name: str) -> str:
        """A page that does not come up is told at the end; the others still get their pictures."""
        from playwright.sync_api import Error

        if path in self.album.taken:
            return ""
        try:
            return self.take(path, name)
        except Error as error:
            self.album.faults.append(f"{path}: {error.message.splitlines()[0]}")
            return ""

    def take(self, path: str, name: str) -> str:
        """Pictures of one page; the address behind its first row, if it has rows. A page not theirs is passed by."""
        first_row = ""
        for (width, scheme), page in self.pages.items():
            answer = page.goto(self.address + path, wait_until="networkidle")
            if CONFIRM in page.url:
                # The album takes longer than a sign-in stays fresh.
                page.fill("input[name=password]", PASSWORD)
                with page.expect_navigation(wait_until="networkidle") as arrival:
                    page.press("input[name=password]", "Enter")
                answer = arrival.value
            is_sent_to_sign_in = "/auth/" in page.url and not path.startswith("/auth/")
            if answer is None or answer.status in (403, 404, 405) or is_sent_to_sign_in:
                return ""
            if answer.status >= 400:
                self.album.faults.append(f"{path}: {answer.status} for {self.sitting.name}")
                return ""
            folder = self.album.home / self.sitting.tree
            folder.mkdir(parents=True, exist_ok=True)
            self.album.faults += [f"{path} at {width}: {misfit}" for misfit in misfits(page) if scheme == SCHEMES[0]]
            page.screenshot(path=folder / f"{name}.{width}.{scheme}.png", full_page=True)
            link = page.query_selector(FIRST_ROW)
            first_row = first_row or (link.get_attribute("href") or "" if link else "")
        self.album.taken[path] = self.sitting.name
        return first_row if first_row.startswith("/") else ""

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


def photograph(browser: Any, address: str, sittings: list[Sitting], album: Album) -> None:
    """The whole album. A page of the navigation that nobody could open is a fault: it would be missing unseen."""
    for sitting in sittings:
        camera = Camera(browser, address, sitting, album)
        camera.walk()
        camera.close()
    for tree, vendor in {(sitting.tree, sitting.vendor) for sitting in sittings}:
        unseen = {path for path in pages_of(tree, vendor) if path not in album.taken}
        named = {entry.url(vendor) for entry in nav.registered(tree)}
        album.faults += [f"{path}: no persona could open it" for path in sorted(unseen & named)]
