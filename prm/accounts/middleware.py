"""Decides who asks, for which vendor and on which side: request.vendor, .membership, .actor, .audience and .scope."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, get_resolver, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from prm.accounts.models import Membership
from prm.accounts.queries import memberships_of_user
from prm.accounts.security_log import note
from prm.accounts.sign_in import ask_to_sign_in, began_before, is_over, note_activity
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, Scope

SIDES = {"workspace": ("vendor", Audience.VENDOR), "portal": ("portal", Audience.PORTAL)}
ACTIVE_MEMBERSHIP = "active_membership"
# A mail's link names the membership it was written to.
NAMED_MEMBERSHIP = "as"


class SessionLimitMiddleware:
    """Ends a session left alone for hours, and any after half a day: who comes back signs in again.

    Asks nothing of the database; now and then it writes that the session is in use.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = timezone.now()
            if is_over(request.session, now):
                logout(request)
                messages.info(request, _("You were signed out because this sign-in had become old. Nothing is lost."))
            else:
                note_activity(request.session, now)
        return self.get_response(request)


class MembershipMiddleware:
    """Resolves vendor and membership; the tenant middleware after it opens the scope.

    Anonymous -> sign-in; signed in without a membership on this side of this vendor -> 404, as if it did not exist.
    The address alone names the vendor: no header, parameter or cookie does, and a membership is looked up every time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.vendor = request.membership = request.actor = request.scope = request.audience = None
        request.memberships = []
        try:
            match = resolve(request.path_info)
        except Resolver404:
            self._stand_in(request)
            return self.get_response(request)
        refusal = self._enter(request, (match.namespaces or [""])[0], match.kwargs.get("vendor"))
        response = refusal or self.get_response(request)
        # Nobody's page is kept for whoever uses this browser next; a page that may be kept says so itself.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _enter(self, request: Any, tree: str, slug: str | None) -> HttpResponse | None:
        """Fills the request, or answers with what keeps the person out."""
        if tree in SIDES and slug is not None:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            return self._enter_side(request, tree, slug)
        if tree == "public" and slug:
            request.vendor = Vendor.objects.filter(slug=slug, is_active=True).first()
            if request.vendor is None:
                return not_found(request)
            request.audience = "public"
            request.scope = Scope(Audience.PUBLIC, request.vendor.pk)
        return None

    def _enter_side(self, request: Any, tree: str, slug: str) -> HttpResponse | None:
        side, audience = SIDES[tree]
        request.memberships = memberships_of_user(request.user.pk)
        own = own_memberships(request.memberships, side, slug)
        if not own:
            address = request.META.get("REMOTE_ADDR", "")
            note("foreign_door", at=timezone.now(), user_id=request.user.pk, vendor=slug, address=address, detail=tree)
            return not_found(request)
        if request.method == "GET" and (named := request.GET.get(NAMED_MEMBERSHIP, "")):
            return self._switch(request, own, named)
        member = active_of(request, own)
        if began_before(request.session, member.access_changed_at):
            # What this browser was let in for is not what the person may now: a new session, for the new rights.
            logout(request)
            messages.info(request, _("Your rights here have changed. Sign in again to go on with them."))
            return ask_to_sign_in(request)
        let_in(request, member, side, audience)
        return None

    def _stand_in(self, request: Any) -> None:
        """An address of no page under a shell's start: who belongs there is told so within that shell.

        Nobody is let in, asked to sign in or moved: strangers, signed in or not, are told what any wrong address tells.
        """
        try:
            match = resolve("/".join([*request.path_info.split("/")[:3], ""]))
        except Resolver404:
            return
        tree = (match.namespaces or [""])[0]
        if tree not in SIDES or not request.user.is_authenticated:
            return
        side, audience = SIDES[tree]
        memberships = memberships_of_user(request.user.pk)
        own = own_memberships(memberships, side, match.kwargs["vendor"])
        if own and not began_before(request.session, (member := active_of(request, own)).access_changed_at):
            request.memberships, request.stands_in = memberships, tree
            let_in(request, member, side, audience)

    def _switch(self, request: Any, own: dict[str, Membership], named: str) -> HttpResponse:
        """Goes on as the membership the link was written to, if it is one's own; either way the name is gone."""
        if named in own:
            request.session[ACTIVE_MEMBERSHIP] = named
        left = request.GET.copy()
        del left[NAMED_MEMBERSHIP]
        return HttpResponseRedirect(f"{request.path}?{left.urlencode()}" if left else request.path)


def own_memberships(memberships: list[Membership], side: str, slug: str) -> dict[str, Membership]:
    """Those on this side of this vendor, by key."""
    return {str(m.pk): m for m in memberships if m.audience == side and m.vendor.slug == slug}


def active_of(request: Any, own: dict[str, Membership]) -> Membership:
    """The one last chosen, or else the first."""
    return own.get(request.session.get(ACTIVE_MEMBERSHIP)) or next(iter(own.values()))


def let_in(request: Any, member: Membership, side: str, audience: Audience) -> None:
    """The request goes on as this member, in its scope and language."""
    request.membership, request.vendor, request.audience = member, member.vendor, side
    request.actor = member.actor()
    request.scope = Scope(audience, member.vendor_id, member.partner_id if side == "portal" else None)
    if member.language:
        translation.activate(member.language)
        request.LANGUAGE_CODE = translation.get_language()


def not_found(request: HttpRequest) -> HttpResponse:
    """The same page for what is foreign and for what does not exist."""
    handler: Any = get_resolver().resolve_error_handler(404)
    answer: HttpResponse = handler(request, exception=Http404())
    return answer
