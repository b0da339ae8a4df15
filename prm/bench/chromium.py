"""The one way we start Chromium, for the browser tests and for pictures."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prm.launch.packages import find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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

# What scrolls or is cut above an element keeps its text from its neighbours; so does an ellipsis of its own.
FIND_MISFITS = """() => {
  const name = e => e.tagName.toLowerCase() + [...e.classList].map(c => "." + c).join("")
    + " '" + e.textContent.trim().replace(/\\s+/g, " ").slice(0, 40) + "'";
  const seen = e => e.checkVisibility({checkVisibilityCSS: true, checkOpacity: true});
  const inside = e => {
    for (let p = e.parentElement; p; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== "visible" && p.scrollWidth > p.clientWidth) return true;
    return [...e.children].some(c => getComputedStyle(c).position === "absolute");
  };
  const root = document.documentElement, found = [];
  if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} px wide on a screen of ${innerWidth}`);
  for (const e of document.querySelectorAll("main *")) {
    const style = getComputedStyle(e);
    if (style.display === "inline" || style.overflowX !== "visible" || !e.clientWidth || e.closest("svg, select")) continue;
    if (e.scrollWidth > e.clientWidth + 1 && seen(e) && !inside(e))
      found.push(`${name(e)} needs ${e.scrollWidth} px and has ${e.clientWidth}`);
  }
  // A phone stacks a list's cells; on a desk a column out of sight is a column nobody reads.
  if (innerWidth >= 1280) for (const e of document.querySelectorAll(".ui-list .ui-tablewrap"))
    if (e.scrollWidth > e.clientWidth + 1) found.push(`the list needs ${e.scrollWidth} px and has ${e.clientWidth}`);
  for (const e of document.querySelectorAll("[data-decision-bar] button"))
    if (seen(e) && e.getBoundingClientRect().bottom > innerHeight) found.push(`${name(e)} is below the screen`);
  return found;
}"""


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


def misfits(page: "Page") -> list[str]:
    """What does not fit the present screen, a line each: a page wider than it, text that runs over its neighbour, a
    decision that cannot be reached without scrolling.
    """
    return list(page.evaluate(FIND_MISFITS))
