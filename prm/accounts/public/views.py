"""Pages of nobody's tenant: the front door, starting as a vendor, accepting an invitation, choosing where to go."""

from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prm.accounts.middleware import ACTIVE_MEMBERSHIP
from prm.accounts.models import Membership, User
from prm.accounts.public.forms import NewcomerForm
from prm.accounts.queries import Offer, memberships_of_user, open_offer, verified_email
from prm.accounts.services.person import join_as_member, join_as_newcomer
from prm.accounts.services.vendor import sign_up_vendor
from prm.accounts.workspace.forms import VendorForm
from prm.accounts.workspace.settings import MembershipSwitch, home_of
from prm.lib.errors import Invalid, Refused
from prm.ui.views import FormView, Screen
from prm.ui.views.forms import add_domain_error

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in_url(page: str, wanted: str) -> str:
    return f"{reverse(page)}?{urlencode({'next': wanted})}"


class Front(Screen):
    """Signed out: sign in, or start as a vendor. Signed in: the active membership's home."""

    permission = None
    public = True
    title = _("Partner relationship management")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        members = memberships_of_user(request.user.pk) if request.user.is_authenticated else []
        if members:
            active = request.session.get(ACTIVE_MEMBERSHIP)
            return HttpResponseRedirect(home_of(next((m for m in members if str(m.pk) == active), members[0])))
        return self.render("accounts/front.html", {"is_open": settings.OPEN_FOR_VENDORS})


class AllMemberships(MembershipSwitch):
    """The switcher for those who stand in no vendor's shell."""

    public = True

    def memberships(self) -> list[Membership]:
        return memberships_of_user(self.request.user.pk) if self.request.user.is_authenticated else []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(sign_in_url("account_login", request.path))
        return super().get(request, *args, **kwargs)


class StartVendor(FormView):
    """A vendor starts here: an account with a proven address first, then the company."""

    permission = None
    public = True
    title = _("Start as a vendor")
    intro = _("You become its administrator. Everything but the address can be changed later.")
    form_class = VendorForm
    submit_label = _("Start")

    def admit(self) -> HttpResponse | None:
        if not settings.OPEN_FOR_VENDORS:
            raise Http404
        if self.request.user.is_authenticated and verified_email(self.request.user):
            return None
        return self.render(
            "accounts/start.html",
            {
                "sign_up": sign_in_url("account_signup", self.request.path),
                "sign_in": sign_in_url("account_login", self.request.path),
            },
            status=200 if self.request.method == "GET" else 403,
        )

    def cancel_url(self) -> str:
        return "/"

    def perform(self, form: Any) -> Any:
        owner = cast("User", self.request.user)
        return sign_up_vendor(owner=owner, at=self.now, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return f"/w/{result.slug}/"


class Confirmed(Screen):
    """The end of the tab in which somebody confirmed to be who sent a form in another."""

    permission = None
    public = True
    title = _("Confirmed")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render("accounts/confirmed.html")


class Join(Screen):
    """The page behind an invitation's link. Whatever keeps it from being accepted is answered with the same page."""

    permission = None
    public = True
    title = _("Invitation")

    def get(self, request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        offer = self.offer(token)
        return self.ask(offer, NewcomerForm(initial={"name": offer.name})) if offer else self.gone()

    def post(self, request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        offer = self.offer(token)
        if offer is None:
            return self.gone()
        try:
            return self.accept(offer, token)
        except Refused:
            return self.gone()

    def offer(self, token: str) -> Offer | None:
        """The invitation, if it may be accepted by whoever is here."""
        offer = open_offer(token, at=self.now)
        if offer and self.request.user.is_authenticated and verified_email(self.request.user) != offer.email:
            return None
        return offer

    def accept(self, offer: Offer, token: str) -> HttpResponse:
        user: Any = self.request.user
        if user.is_authenticated:
            member = join_as_member(offer, user=user, verified_email=verified_email(user), at=self.now)
            return self.enter(member)
        form = NewcomerForm(self.request.POST)
        if self.has_account(offer) or not form.is_valid():
            # Asked again: the account may be that of a quicker click, which has used the invitation up.
            return self.ask(offer, form, status=400) if self.offer(token) else self.gone()
        try:
            member = join_as_newcomer(offer, **form.cleaned_data, at=self.now)
        except Invalid as error:
            add_domain_error(form, error)
            return self.ask(offer, form, status=error.status)
        login(self.request, member.user, backend=BACKEND)
        record_authentication(self.request, member.user, method="password")
        return self.enter(member)

    def enter(self, member: Membership) -> HttpResponse:
        self.request.session[ACTIVE_MEMBERSHIP] = str(member.pk)
        return HttpResponseRedirect("/")

    def ask(self, offer: Offer, form: forms.Form, *, status: int = 200) -> HttpResponse:
        # Whose brand the page wears. It is not the request's vendor: nobody has been let in there yet.
        request: Any = self.request
        request.branded_by = offer.vendor
        context = {
            "offer": offer,
            "form": form,
            "has_account": self.has_account(offer),
            "sign_in": sign_in_url("account_login", self.request.path),
        }
        return self.render("accounts/join.html", context, status=status)

    def gone(self) -> HttpResponse:
        return self.render("accounts/join_gone.html", status=410)

    def has_account(self, offer: Offer) -> bool:
        """Said only to whoever holds the link, and so reads this mailbox."""
        return User.objects.filter(email=offer.email).exists()
