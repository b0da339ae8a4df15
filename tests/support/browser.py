"""Chromium for tests: pages signed in as one of the cast, in any width and color scheme, and axe to look at them.

A page collects what a person would not see and a developer must: errors of scripts, blocked content, failed requests.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from prm.bench.chromium import NoChromium, running_chromium
from prm.launch.paths import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    v => v.id + " (" + v.impact + "): " + v.nodes.map(n => n.target.join(" ")).join(", "))"""
PATIENCE_MS = 15_000


@dataclass
class Screen:
    """One page in one context, what went wrong on it, and where the tests' server is."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", lambda message: self._note_console(message))
        self.page.on("response", lambda answer: self._note_status(answer))

    def _note_console(self, message: Any) -> None:
        # A failed request is told by its response, with its address.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _note_status(self, answer: Any) -> None:
        if answer.status >= 400 and not answer.request.is_navigation_request():
            self.faults.append(f"{answer.status}: {answer.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def follow(self, link: Locator) -> None:
        """Press what leads to another page, and wait until that page stands: what it shows can then be read at once."""
        with self.page.expect_navigation():
            link.click()

    def axe(self) -> list[str]:
        """What axe finds wrong on the present page, one line a rule; an empty list is a pass."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        return list(self.page.evaluate(RUN_AXE))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Fails, rather than skips, where there is no browser: a run without these tests has not passed."""
    try:
        with running_chromium() as browser:
            yield browser
    except NoChromium as error:
        pytest.fail(str(error))


@pytest.fixture
def screen(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Screen]]:
    """`screen(client)` opens a browser for a signed-in test client, `screen()` for nobody; what went wrong fails the test."""
    contexts: list[BrowserContext] = []
    screens: list[Screen] = []

    def make(
        client: Any = None, *, width: int = 1280, height: int = 900, dark: bool = False, script: bool = True
    ) -> Screen:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
            locale="en-US",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if client is not None:
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        screens.append(Screen(context.new_page(), live_server.url))
        return screens[-1]

    yield make
    for context in contexts:
        context.close()
    assert [fault for each in screens for fault in each.faults] == []
