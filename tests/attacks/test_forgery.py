"""Requests a person did not mean, pages within other pages, and links that lead away (T43)."""

import re
from html import unescape
from itertools import cycle
from urllib.parse import urljoin, urlsplit

from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.isolation.probes import RIGHTFUL
from tests.isolation.routes import all_routes
from tests.support.world import PASSWORD

HOST = "testserver"
# Something of every shape an address takes.
SHAPES = ("ABC-7K3QZD", "018f2f6e-7b1a-7c3d-9e4f-0123456789ab", "resale", "2026", "2026-03", "x" * 43)
LEAST = 150
TRICKS = [
    "//evil.example/",
    "///evil.example",
    "////evil.example/",
    "http://evil.example/",
    "https://evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//testserver@evil.example/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://evil.example#testserver",
    "http://[::1]@evil.example/",
    "ftp://testserver/",
]


def address_of(route):
    arguments = [name for name in route.arguments if name != "vendor"]
    vendor = {"vendor": "acme"} if "vendor" in route.arguments else {}
    for shape in SHAPES:
        try:
            return reverse(route.name, kwargs={**vendor, **dict.fromkeys(arguments, shape)})
        except NoReverseMatch:
            continue
    return None


def addresses():
    """Tree -> the paths of its routes, and those of the person's own account."""
    found = {}
    for route in all_routes():
        found.setdefault(route.tree, set()).add((route.name, address_of(route)))
    own = get_resolver("allauth.urls").reverse_dict
    found["auth"] = {
        (name, reverse(name)) for name in own if isinstance(name, str) and not own.getlist(name)[0][0][0][1]
    }
    return found


def test_no_unsafe_request_is_taken_without_the_token_of_the_page(world):
    found = addresses()
    # A route with arguments of two shapes is no less protected; that there are hardly any is what is asked here.
    unreached = sorted(name for routes in found.values() for name, path in routes if path is None)
    assert len(unreached) <= 10, unreached
    asked, faults, rarer = 0, [], cycle(("put", "patch", "delete"))
    for tree, who in (*RIGHTFUL.items(), ("auth", "alice")):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if who:
            client.cookies = world.client(who).cookies
        for name, path in sorted(found[tree]):
            if path is None:
                continue
            for method in ("post", next(rarer)):
                answer = getattr(client, method)(path)
                asked += 1
                if answer.status_code != 403:
                    faults.append(f"{name} {method.upper()}: {answer.status_code}")
    assert asked >= LEAST * 2
    assert faults == [], "\n" + "\n".join(faults)


def test_the_api_takes_no_session_for_a_key(world):
    client = world.client("alice")
    described = re.compile("schema|docs|openapi|unknown")
    faults, paths = [], sorted(path for name, path in addresses()["api"] if path and not described.search(name))
    assert len(paths) >= 20
    for path in paths:
        answers = {client.get(path).status_code, client.post(path, {}, content_type="application/json").status_code}
        if not answers <= {401, 405}:
            faults.append(f"{path}: {answers}")
    assert faults == []


def stays(location):
    """Whether a browser that is at our sign-in page and follows this is still with us."""
    cleaned = re.sub(r"[\t\r\n]", "", location).strip("\x00 ").replace("\\", "/")
    if cleaned.startswith("//"):
        # However many there are, a browser reads a host behind them.
        return False
    target = urlsplit(urljoin(f"http://{HOST}/auth/login/", cleaned))
    return (target.scheme, target.netloc) == ("http", HOST)


def test_a_way_out_is_known_for_one_here():
    assert [
        stays(way) for way in ("//evil.example/", "/\\\\evil.example", "https://testserver/", "/w/acme/", "?a=1")
    ] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_a_next_address_never_leads_away(proven):
    faults = []
    for number, trick in enumerate(TRICKS):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        form = {"login": "sam@acme.example", "password": PASSWORD, "next": trick}
        ways = [client.post("/auth/login/", form)["Location"]]
        ways.append(client.post("/auth/reauthenticate/", {"password": PASSWORD, "next": trick})["Location"])
        form = {"membership": str(proven.sam.pk), "next": trick}
        ways.append(client.post("/memberships/", form)["Location"])
        page = client.get("/w/acme/accounts/profile/", {"next": trick})
        ways += re.findall(r'(?:href|action)="([^"]*)"', page.text)
        ways.append(client.post("/auth/logout/", {"next": trick})["Location"])
        assert len(ways) > 10
        faults += [f"{trick!r} -> {way}" for way in ways if not stays(unescape(way))]
        cache.clear()
    assert faults == []
