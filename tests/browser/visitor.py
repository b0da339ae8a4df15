"""One person at one screen, walking a story: every page passed is looked at, and what was wrong is noted by its address."""

import os
import re
from typing import Any

from prm.bench.chromium import misfits
from prm.outbox.services import drain
from tests.support.browser import Screen
from tests.support.racing import IS_RELEASE
from tests.support.world import World

DESK = {"width": 1280, "dark": False}
PHONE = {"width": 360, "height": 780, "dark": True}
# A release looks at every page in all four, a change in the one its visitor wears.
GRID = [{"width": width, "dark": dark} for width in (1280, 360) for dark in (False, True)]


class Visitor:
    """`wrong` says what axe found, and what does not fit the window, page by page."""

    def __init__(self, view: Screen, world: World, look: dict[str, Any]) -> None:
        self.view, self.page, self.world, self.look = view, view.page, world, look
        self.wrong: dict[str, list[str]] = {}

    @property
    def path(self) -> str:
        return re.sub(r"https?://[^/]+", "", self.page.url)

    def open(self, path: str) -> None:
        self.view.open(path)
        self.check()

    def check(self) -> None:
        path = self.path
        for look in [*GRID, self.look] if IS_RELEASE else [self.look]:
            if found := self.faults(look):
                self.wrong[f"{path} {look['width']}{' dark' if look['dark'] else ''}"] = found
        if folder := os.environ.get("JOURNEY_PICTURES"):
            name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")
            self.page.screenshot(path=f"{folder}/{name}-{self.look['width']}.png", full_page=True)

    def faults(self, look: dict[str, Any]) -> list[str]:
        page = self.page
        if IS_RELEASE:
            page.emulate_media(color_scheme="dark" if look["dark"] else "light")
        page.evaluate("scrollTo(0, 0)")
        page.set_viewport_size({"width": look["width"], "height": 780})
        unfit = misfits(page)
        height = min(page.evaluate("document.documentElement.scrollHeight"), 9000)
        page.set_viewport_size({"width": look["width"], "height": max(height, 780)})
        return self.view.axe() + unfit

    def press(self, label: str) -> None:
        """The first visible button of that name, and the page that follows."""
        self.press_silently(label)
        self.check()

    def press_silently(self, label: str) -> None:
        """The same where the page that follows was looked at before."""
        self.view.follow(self.page.get_by_role("button", name=label, exact=False).locator("visible=true").first)
        drain(self.world.acme.pk)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"[name={name}]", value)
