"""The one way we start Chromium, for the browser tests and for pictures."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prm.launch.packages import find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Background requests would reach for the outside world; as root Chromium has no sandbox to enter.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


class NoChromium(RuntimeError):
    """There is no browser on this machine; the message says how to get one."""


@contextmanager
def running_chromium() -> Iterator["Browser"]:
    """A browser that is up inside. Its driver comes with the test tools, so production never imports it."""
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        raise NoChromium("No Chromium on this machine: as root, apt-get install -y chromium (make test does it too).")
    # The driver runs an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
