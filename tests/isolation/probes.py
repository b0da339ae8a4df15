"""Who asks for what, and what must be answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from tests.isolation.routes import Route
from tests.isolation.samples import made_up
from tests.support.racing import IS_RELEASE

NOBODY = ""
VENDOR_PEOPLE = ("alice", "sam", "petra", "fay", "frank", "vera")
PORTAL_PEOPLE = ("bob", "nina", "carl", "dora", "ivan", "xena")
# Who has no membership on that side of Acme.
OUTSIDERS = {
    "workspace": ("eve", "bob", "nina", "carl", "dora", "ivan", "xena"),
    "portal": ("eve", "alice", "sam", "vera", "ivan"),
}
INSIDERS = {"workspace": ("sam", "petra", "fay", "frank", "vera"), "portal": ("nina", "xena")}
ELSEWHERE = {"workspace": (("eve", "globex"),), "portal": (("carl", "acme"), ("dora", "acme"), ("ivan", "globex"))}
RIGHTFUL = {"workspace": "alice", "portal": "bob", "public": NOBODY}
# A method the page does not know says nothing of the object, as long as it says the same of one that is made up.
NO_METHOD = 405


@dataclass(frozen=True)
class Probe:
    """One question. `wanted` are the statuses that are right; `twin` is the same question for a made-up object."""

    who: str
    method: str
    vendor: str
    kwargs: dict[str, Any]
    wanted: frozenset[int]
    reason: str
    hidden: str = ""
    twin: dict[str, Any] | None = None
    query: str = ""


def needed(route: Route, method: str, audience: str) -> Any:
    """The permission a view asks for, where it asks for one."""
    permission = getattr(route.view, "permission", None)
    if isinstance(permission, dict):
        permission = permission.get(audience)
    return permission if isinstance(permission, str) else None


def shell_probes(route: Route, sample: dict[str, Any], world: Any, *, shared: bool) -> Iterator[Probe]:
    """A page of the workspace or the portal."""
    tree, fake = route.tree, {name: made_up(value) for name, value in sample.items()}
    for place, method in enumerate(("get", "post", "put", "delete")):
        yield Probe(NOBODY, method, "acme", sample, frozenset({302}), "a stranger signs in first", "acme")
        # Outsiders are stopped before method and object are looked at. A release asks everything of everyone; a change
        # lets one of them, another from route to route, try the rarer methods and the made-up object.
        turn = OUTSIDERS[tree][(crc32(route.name.encode()) + place) % len(OUTSIDERS[tree])]
        for who in OUTSIDERS[tree] if IS_RELEASE or method in ("get", "post") else [turn]:
            twin = fake if IS_RELEASE or who == turn else None
            yield Probe(who, method, "acme", sample, frozenset({404}), f"{who} does not work here", "acme", twin)
    for method in ("get", "post"):
        for who in INSIDERS[tree]:
            member = world.members[who]
            permission = needed(route, method, member.audience)
            if permission and not member.actor().can(permission):
                yield Probe(who, method, "acme", sample, frozenset({403}), f"{who} lacks {permission}")
    if route.objects:
        for method in ("get", "post"):
            for who, vendor in ELSEWHERE[tree]:
                if shared and vendor == "acme":
                    continue
                missing = frozenset({404, NO_METHOD, 403})
                hidden = "acme" if vendor == "globex" else {"carl": "contoso", "dora": "wholesale"}[who]
                yield Probe(who, method, vendor, sample, missing, "a foreign object does not exist", hidden, fake)
    else:
        yield from reading_probes(route)


def reading_probes(route: Route) -> Iterator[Probe]:
    """Pages without an object, as others see their own: nothing of Acme's, nothing of Northwind's may stand on them."""
    queries = ["", "?export=csv", "?export=xlsx", "?part=totals", "?q=northwind", "?q=a"]
    listing = hasattr(route.view, "columns")
    for query in queries if listing else [""]:
        for who, vendor in ELSEWHERE[route.tree]:
            hidden = "acme" if vendor == "globex" else {"carl": "contoso", "dora": "wholesale"}[who]
            fine = frozenset({200, 302, 303, 400, 403, NO_METHOD})
            yield Probe(who, "get", vendor, {}, fine, "a page of one's own", hidden, None, query)


def public_probes(route: Route, sample: dict[str, Any], *, is_open: bool) -> Iterator[Probe]:
    """A public page: asked for another vendor's object, or for none that exists."""
    gone = frozenset({302, 400, 403, 404, NO_METHOD, 409, 410, 422})
    has_vendor, hidden = "vendor" in route.arguments, "" if is_open else "acme"
    if route.objects and not is_open:
        fake = {name: made_up(value) for name, value in sample.items()}
        for method in ("get", "post", "put", "delete"):
            if has_vendor:
                yield Probe(NOBODY, method, "globex", sample, gone, "another vendor has no such object", "acme", fake)
                yield Probe(NOBODY, method, "globex", fake, gone, "a made-up object does not exist", "acme")
            yield Probe(NOBODY, method, "acme", fake, gone, "a made-up object does not exist", "acme")
    elif has_vendor:
        for method in ("get", "put", "delete"):
            fine = gone | {200}
            yield Probe(NOBODY, method, "globex", sample, fine, "a page of its own", hidden)
            yield Probe(NOBODY, method, "nobody", sample, gone, "a vendor that is none", "acme")
    else:
        for method in ("get", "put", "delete"):
            yield Probe(NOBODY, method, "", sample, gone | {200}, "a page of nobody's", hidden)


def api_probes(route: Route, sample: dict[str, Any], *, is_open: bool, shared: bool) -> Iterator[Probe]:
    """An endpoint: without a key, with one of another vendor or, unless it is every partner's, of another partner."""
    if is_open:
        fine = frozenset({200, 404, NO_METHOD})
        for method in ("get", "post", "put", "patch", "delete"):
            yield Probe(NOBODY, method, "", sample, fine, "a page of nobody's", "acme")
        return
    fake = {name: made_up(value) for name, value in sample.items()}
    for method in ("get", "post", "put", "patch", "delete"):
        yield Probe(NOBODY, method, "", sample, frozenset({401, NO_METHOD}), "a key is needed", "acme")
        yield Probe("!", method, "", sample, frozenset({401, NO_METHOD}), "a made-up key is none", "acme")
        if route.objects:
            missing = frozenset({404, 403, NO_METHOD})
            strangers = (("eve", "acme"), ("ivan", "acme"))
            others = () if shared else (("carl", "contoso"), ("dora", "wholesale"))
            for who, hidden in (*strangers, *others):
                yield Probe(who, method, "", sample, missing, "a foreign object does not exist", hidden, fake)
        elif method == "get":
            fine = frozenset({200, 400, 403, NO_METHOD})
            for who, hidden in (("eve", "acme"), ("ivan", "acme"), ("carl", "contoso"), ("dora", "wholesale")):
                yield Probe(who, method, "", {}, fine, "a list of one's own", hidden)
