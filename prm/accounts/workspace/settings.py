"""Settings of the organization and its look, one's own profile, and going over to another membership."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.accounts.middleware import ACTIVE_MEMBERSHIP
from prm.accounts.models import Membership
from prm.accounts.permissions import AccountPermission
from prm.accounts.services.member import update_profile
from prm.accounts.services.vendor import SETTINGS, update_organization
from prm.accounts.workspace.forms import OrganizationForm, ProfileForm
from prm.lib.errors import Invalid, NotFound
from prm.tenancy.models import Vendor
from prm.ui.context import THEME_COOKIE, theme_of
from prm.ui.contrast import check_accent
from prm.ui.pages import YEAR
from prm.ui.views import FormView, Screen


class Organization(FormView):
    permission = AccountPermission.MANAGE_SETTINGS
    title = _("Brand and organization")
    form_class = OrganizationForm
    message = _("The settings hold from now on.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.vendor, name) for name in SETTINGS}

    def perform(self, form: Any) -> Vendor:
        return update_organization(
            self.vendor,
            {**form.cleaned_data, "accent": readable(form.cleaned_data["accent"])},
            actor=self.actor,
            at=self.now,
        )

    def success_url(self, result: Any) -> str:
        return self.url("accounts:organization")


def readable(color: str) -> str:
    """The color as it is stored. Raises Invalid naming the nearest one that people can read, in both themes."""
    try:
        checked = check_accent(color)
    except ValueError as error:
        text = _now("Write the color as #rrggbb.")
        raise Invalid(text, fields={"accent": [text]}) from error
    if not checked.is_fine:
        text = _now("%(color)s cannot be read well everywhere. The nearest that can: %(nearest)s.") % {
            "color": checked.accent,
            "nearest": checked.nearest,
        }
        raise Invalid(text, code="contrast", fields={"accent": [text]})
    return checked.accent


class Profile(FormView):
    """What a member says of himself to this vendor. Address, password and second factor stand under Sign-in."""

    permission = None
    any_member = True
    title = _("Profile")
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    message = _("Your profile is saved.")

    def initial(self) -> dict[str, Any]:
        member = self.membership
        return {
            "name": member.name,
            "title": member.title,
            "language": member.language,
            "theme": theme_of(self.request),
        }

    def perform(self, form: Any) -> Any:
        data = dict(form.cleaned_data)
        theme = data.pop("theme") or "light"
        update_profile(self.membership, data, actor=self.actor, at=self.now)
        self.tell(self.message)
        response = HttpResponseRedirect(self.url("accounts:profile"))
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", secure=self.request.is_secure(), httponly=True
        )
        return response


class MembershipSwitch(Screen):
    """All one's vendors and partners with what waits unread; a POST goes over to one of them."""

    permission = None
    any_member = True
    title = _("All my vendors")

    def memberships(self) -> list[Membership]:
        return list(self.request.memberships)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render("accounts/switcher.html", {"memberships": self.memberships(), "current": self.membership})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("membership", "")
        member = next((item for item in self.memberships() if str(item.pk) == wanted), None)
        if member is None:
            raise NotFound("")
        request.session[ACTIVE_MEMBERSHIP] = str(member.pk)
        return HttpResponseRedirect(home_of(member))


def home_of(member: Membership) -> str:
    """Where a membership starts."""
    return f"/{'p' if member.audience == 'portal' else 'w'}/{member.vendor.slug}/"
