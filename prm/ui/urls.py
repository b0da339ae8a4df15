"""Addresses within the audience: `deals:registration-detail` is the workspace's or the portal's page of that name."""

import re
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

TREES = ("workspace", "portal", "public", "api")
# References as we give them mean themselves in an address.
REF = re.compile("[A-Za-z0-9-]+")
ANY_REF = "ANY-REF-0"
SHELLS = {"workspace": "ui/workspace.html", "portal": "ui/portal.html"}


def tree_of(request: HttpRequest) -> str:
    """The first part of the URL's name: `workspace`, `portal` or `public`; `public` for pages outside of any tree.

    An address of no page has no name. Where a member of the shell it would be in asks, it is that shell's.
    """
    match = getattr(request, "resolver_match", None)
    namespaces = match.namespaces if match else [getattr(request, "stands_in", "public")]
    return namespaces[0] if namespaces and namespaces[0] in TREES else "public"


def shell_of(request: HttpRequest) -> str:
    """The template a page of this request extends; people without a membership get the public one."""
    inside = getattr(request, "membership", None) is not None
    return SHELLS.get(tree_of(request), "ui/public.html") if inside else "ui/public.html"


@lru_cache(maxsize=4096)
def page_url(name: str, vendor: str) -> str:
    """The address of a page that needs the vendor alone; a shell asks for forty of them on every page.

    Raises NoReverseMatch.
    """
    return reverse(name, kwargs={"vendor": vendor})


@lru_cache(maxsize=4096)
def _page_of_one(name: str, vendor: str) -> str:
    """The address of the page of one thing, with ANY_REF where its reference stands. Raises NoReverseMatch."""
    return reverse(name, kwargs={"vendor": vendor, "ref": ANY_REF})


def page_of_one(name: str, vendor: str, ref: str) -> str:
    """The address of the page of one thing; every row of a list asks for one. Raises NoReverseMatch."""
    if REF.fullmatch(ref):
        return _page_of_one(name, vendor).replace(ANY_REF, ref)
    return reverse(name, kwargs={"vendor": vendor, "ref": ref})


def start_of(membership: Any) -> str:
    """The start of the shell this membership opens."""
    tree = "portal" if membership.audience == "portal" else "workspace"
    return page_url(f"{tree}:start", membership.vendor.slug)


def href(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of a page. A name without a tree is looked up in the request's own; the vendor is filled in."""
    first = name.split(":", 1)[0]
    full = name if first in TREES else f"{tree_of(request)}:{name}"
    vendor = getattr(request, "vendor", None)
    if vendor is not None and "vendor" not in kwargs:
        try:
            if kwargs.keys() == {"ref"}:
                return page_of_one(full, vendor.slug, str(kwargs["ref"]))
            return reverse(full, kwargs={"vendor": vendor.slug, **kwargs})
        except NoReverseMatch:
            if not full.startswith("public:"):
                raise
    return reverse(full, kwargs=kwargs)
