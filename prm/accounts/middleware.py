"""Decides who asks, for which vendor and on which side: request.vendor, .membership, .actor, .audience and .scope."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from prm.accounts.models import Membership
from prm.accounts.queries import memberships_of_user
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, Scope

SIDES = {"workspace": ("vendor", Audience.VENDOR), "portal": ("portal", Audience.PORTAL)}
ACTIVE_MEMBERSHIP = "active_membership"


class MembershipMiddleware:
    """Resolves vendor and membership; the tenant middleware after it opens the scope.

    Anonymous -> sign-in; signed in without a membership on this side of this vendor -> 404, as if it did not exist.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.vendor = request.membership = request.actor = request.scope = request.audience = None
        request.memberships = []
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        tree, slug = (match.namespaces or [""])[0], match.kwargs.get("vendor")
        if tree in SIDES:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self._enter_side(request, tree, str(slug)):
                return not_found(request)
        elif tree == "public" and slug:
            request.vendor = Vendor.objects.filter(slug=slug, is_active=True).first()
            if request.vendor is None:
                return not_found(request)
            request.audience = "public"
            request.scope = Scope(Audience.PUBLIC, request.vendor.pk)
        return self.get_response(request)

    def _enter_side(self, request: Any, tree: str, slug: str) -> bool:
        side, audience = SIDES[tree]
        request.memberships = memberships_of_user(request.user.pk)
        own = [m for m in request.memberships if m.audience == side and m.vendor.slug == slug]
        if not own:
            return False
        active = request.session.get(ACTIVE_MEMBERSHIP)
        member: Membership = next((m for m in own if str(m.pk) == active), own[0])
        request.membership, request.vendor, request.audience = member, member.vendor, side
        request.actor = member.actor()
        request.scope = Scope(audience, member.vendor_id, member.partner_id if side == "portal" else None)
        return True


def not_found(request: HttpRequest) -> HttpResponse:
    """The same page for what is foreign and for what does not exist."""
    from django.views.defaults import page_not_found

    return page_not_found(request, Http404())
