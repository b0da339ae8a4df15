"""`make demo-check`: signs in as every persona over HTTP and opens the pages the first one leads to."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

from prm.demo.personas import PASSWORD, PERSONAS, Persona
from prm.launch.console import LaunchError, say, step
from prm.launch.demo import running_demo

MOST_PAGES = 80
ERROR_MARKS = re.compile(r"Traceback \(most recent call last\)|<title>\s*(Server Error|Page not found)", re.IGNORECASE)


def check_demo() -> None:
    """The verb `demo-check`: raises with the list of what failed, after all personas were tried."""
    with running_demo() as demo:
        step(f"checking {demo.address}")
        faults = [fault for persona in PERSONAS for fault in check_persona(demo.address, persona)]
        demo.programs.wait_until(lambda: "ready." in demo.programs.tail("worker", 200), 60, "The worker")
        demo.programs.check()
    if faults:
        raise LaunchError("The demo does not work:\n  " + "\n  ".join(faults))
    say("demo-check: every persona signed in and every page answered.")


def check_persona(address: str, persona: Persona) -> list[str]:
    """Signs in, opens the first page, every page of the same side its navigation names, and the first row of each list."""
    browser = Browser(address)
    try:
        status, final = sign_in(browser, persona)
    except urllib.error.URLError as error:
        return [f"{persona.email}: signing in failed: {error}"]
    if status != 200 or "/auth/" in final:
        return [f"{persona.email}: signing in ended at {final} with status {status}"]
    faults: list[str] = []
    seen: set[str] = set()
    waiting = [persona.home]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        page = browser.open(path)
        if page.status != 200 or ERROR_MARKS.search(page.text):
            faults.append(f"{persona.email}: {path} answered {page.status}")
        elif path == persona.home:
            # What the first page and its navigation offer this person; from each list its first row.
            waiting += [link for link in page.links if link.startswith(persona.home) and link not in seen]
        elif page.first_row.startswith(persona.home) and page.first_row not in seen:
            waiting.append(page.first_row)
    say(f"  {persona.email}: {len(seen)} pages, {len(faults)} failed")
    if len(seen) < 2 and not faults:
        faults.append(f"{persona.email}: the first page {persona.home} names no other page")
    return faults


def sign_in(browser: "Browser", persona: Persona) -> tuple[int, str]:
    page = browser.open("/auth/login/")
    answer = browser.open(
        "/auth/login/",
        {
            "csrfmiddlewaretoken": page.fields.get("csrfmiddlewaretoken", ""),
            "login": persona.email,
            "password": PASSWORD,
            "next": persona.home,
        },
    )
    return answer.status, answer.path


@dataclass
class Page(HTMLParser):
    status: int
    path: str
    text: str
    links: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    first_row: str = ""
    in_rows: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.in_rows = self.in_rows or tag == "tbody"
        if tag == "a" and self.in_rows and not self.first_row:
            self.first_row = named.get("href", "").split("#")[0]
        if tag == "a" and named.get("href", "").startswith("/"):
            link = named["href"].split("#")[0]
            # Downloads have their own tests; here we look at pages.
            if "download" not in named and link not in self.links:
                self.links.append(link)
        elif tag == "input" and named.get("name"):
            self.fields.setdefault(named["name"], named.get("value", ""))


class Browser:
    """As much of a browser as a check needs: cookies, redirects, forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        # No proxy: the demo is on this machine.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def open(self, path: str, form: dict[str, str] | None = None) -> Page:
        url = urllib.parse.urljoin(self.address, path)
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(url, data, headers={"Referer": url})
        try:
            with self.opener.open(request, timeout=60) as answer:
                status, final, body = answer.status, answer.url, answer.read()
        except urllib.error.HTTPError as error:
            status, final, body = error.code, error.url, error.read()
        return Page(status, urllib.parse.urlsplit(final).path, body.decode("utf-8", "replace"))
