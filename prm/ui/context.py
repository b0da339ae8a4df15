"""The `shell` context processor: what the two shells need besides the page itself. It asks the database nothing.

But for sign-in pages on the way to a vendor or to an invitation, which wear the vendor's brand.
"""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi

from prm.accounts.queries import inviting_vendor
from prm.tenancy.models import Vendor
from prm.ui import nav
from prm.ui.brand import brand_url
from prm.ui.urls import page_url, shell_of, start_of, tree_of

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
OPTIONAL_PAGES = {
    "inbox": ("notifications:inbox", "notifications:notification-list"),
    "switcher": ("accounts:membership-switch", "accounts:switcher"),
    "profile": ("accounts:profile",),
    "help": ("ui:help",),
    "search": ("ui:search",),
    "badges": ("ui:badges",),
}


# Where somebody wants to go after signing in names the vendor whose sign-in page this is.
WANTED = re.compile(r"^/[wp]/([-\w]{1,40})/")
INVITED = re.compile(r"^/join/([-\w]{20,200})/$")


def entrance_vendor(request: HttpRequest) -> Vendor | None:
    """The vendor whose brand a sign-in page wears: the one the person is on the way to, or is invited by."""
    if not request.path.startswith("/auth/"):
        return None
    # The form hands on where it leads; refused, it is shown again at an address without it.
    wanted = request.GET.get("next") or request.POST.get("next", "")
    if found := WANTED.match(wanted):
        return Vendor.objects.filter(slug=found.group(1), is_active=True).first()
    if found := INVITED.match(wanted):
        return inviting_vendor(found.group(1), at=timezone.now())
    return None


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"


def _page(tree: str, vendor: Any, names: tuple[str, ...]) -> str:
    for name in names:
        try:
            return page_url(f"{tree}:{name}", vendor.slug)
        except NoReverseMatch:
            continue
    return ""


def _navigation(request: HttpRequest, tree: str) -> dict[str, Any]:
    actor, vendor = getattr(request, "actor", None), getattr(request, "vendor", None)
    found: dict[str, Any] = {
        "sections": [],
        "items": [],
        "tabs": [],
        "more": [],
        "place": None,
        "pages": dict.fromkeys(OPTIONAL_PAGES, ""),
    }
    if actor is None or vendor is None or tree not in nav.AUDIENCES:
        return found
    found["pages"] = {key: _page(tree, vendor, names) for key, names in OPTIONAL_PAGES.items()}
    if tree == "workspace":
        found["sections"] = nav.workspace_sections(actor, vendor.slug, request.path)
        found["place"] = nav.place_in(found["sections"], request.path)
    else:
        found["items"] = nav.portal_items(actor, vendor.slug, request.path)
        found["tabs"], found["more"] = nav.tab_bar(found["items"])
    return found


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` in every template: vendor, membership, navigation for the actor, theme, brand, language."""
    vendor = getattr(request, "vendor", None) or getattr(request, "branded_by", None) or entrance_vendor(request)
    tree = tree_of(request)
    member = getattr(request, "membership", None)
    return {
        "shell": {
            "vendor": vendor,
            "membership": member,
            "others": [item for item in getattr(request, "memberships", []) if item != member],
            "tree": tree,
            "template": shell_of(request),
            "home": start_of(member) if member else "/",
            "theme": theme_of(request),
            "language": get_language() or settings.LANGUAGE_CODE,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "brand_css": brand_url(vendor) if vendor else "",
            # A portal and the public pages wear the vendor's color; the workspace keeps ours.
            "is_branded": tree != "workspace" and vendor is not None,
            "nav": SimpleLazyObject(lambda: _navigation(request, tree)),
        }
    }
