"""One person at one screen, walking a story: every page passed is looked at, and what was wrong is noted by its address."""

import os
import re
from typing import Any

from prm.outbox.services import drain
from tests.support.browser import Screen
from tests.support.world import World

DESK = {"width": 1280, "dark": False}
PHONE = {"width": 360, "height": 780, "dark": True}


class Visitor:
    """`wrong` says what axe found, or that the page is wider than the window, page by page."""

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
        page, path = self.page, self.path
        page.evaluate("scrollTo(0, 0)")
        height = min(page.evaluate("document.documentElement.scrollHeight"), 9000)
        page.set_viewport_size({"width": self.look["width"], "height": max(height, 780)})
        wide = page.evaluate("document.documentElement.scrollWidth")
        found = self.view.axe() + ([f"{wide} px wide"] if wide > self.look["width"] else [])
        if found:
            self.wrong[path] = found
        if folder := os.environ.get("JOURNEY_PICTURES"):
            name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")
            page.screenshot(path=f"{folder}/{name}-{self.look['width']}.png", full_page=True)

    def press(self, label: str) -> None:
        """The first visible button of that name, and the page that follows."""
        self.press_silently(label)
        self.check()

    def press_silently(self, label: str) -> None:
        """The same where the page that follows was looked at before."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label, exact=False).locator("visible=true").first.click()
        drain(self.world.acme.pk)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"[name={name}]", value)
