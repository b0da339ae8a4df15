"""What every screen has in common: who may open it, for whom it answers, and how a refusal is told."""

from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View

from prm.accounts.sign_in import ask_again, ask_to_sign_in, confirm_url, is_fresh
from prm.lib.errors import DomainError, Forbidden
from prm.ui.gates import closed_to
from prm.ui.urls import href, shell_of, start_of

TOKEN = "csrfmiddlewaretoken"


class Undeclared:
    """Marks a screen that has not said who may open it; the check prm.E001 refuses to start with one."""


@dataclass(frozen=True)
class Empty:
    """What stands where rows will be: what would be here, and what to do first."""

    icon: str = "inbox"
    title: Any = ""
    text: Any = ""
    url_name: str = ""
    action: Any = ""


class Screen(View):
    """One page. `permission` is a permission, or None together with `public = True`.

    Offers self.actor, self.vendor, self.membership, self.now and self.url(). A DomainError raised anywhere inside
    becomes its message with its own status; nothing of it reaches the browser as a traceback.
    """

    permission: ClassVar[Any] = Undeclared
    public: ClassVar[bool] = False
    # Opens only to who proved within the last five minutes to be this person: bank data, payments, keys, rights.
    needs_fresh_sign_in: ClassVar[bool] = False
    title: Any = ""
    error_template = "ui/error.html"
    # None for strangers; a screen that is not public never sees them so.
    actor: Any
    vendor: Any
    membership: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.actor = getattr(request, "actor", None)
        self.vendor = getattr(request, "vendor", None)
        self.membership = getattr(request, "membership", None)
        self.now = timezone.now()
        # The vendor stands on the request; what is left names the object.
        self.object_kwargs = {key: value for key, value in kwargs.items() if key != "vendor"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(ZoneInfo(getattr(self.vendor, "timezone", None) or "UTC")):
            try:
                response = self.admit() or self.ask_who_it_is() or super().dispatch(request, *args, **kwargs)
                if isinstance(response, TemplateResponse):
                    response.render()
            except DomainError as error:
                response = self.refuse(error).render()
        patch_vary_headers(response, ("HX-Request",))
        return response

    def admit(self) -> HttpResponse | None:
        """Lets the actor in, or answers: sign-in for strangers, 404 without a membership, 403 without the right."""
        if self.public:
            return None
        if not self.request.user.is_authenticated:
            return ask_to_sign_in(self.request)
        if self.actor is None:
            raise Http404
        if not self.actor.can(self.permission):
            raise Forbidden(_("You may not open this page. Ask your administrator for the right."))
        match = self.request.resolver_match
        closed = closed_to(self.actor, match.namespaces if match else ())
        if closed is not None:
            return self.render("ui/closed.html", {"closed": closed, "page_title": closed.title}, status=403).render()
        return None

    def ask_who_it_is(self) -> HttpResponse | None:
        """Asks for the password again where that is needed and long ago.

        A page is asked for before it opens. What was sent meanwhile is not thrown away: the answer holds it, to be
        sent again once the person has confirmed in another tab. Nothing of it is stored.
        """
        if not self.needs_fresh_sign_in or is_fresh(self.request, self.now):
            return None
        if self.request.method != "POST":
            return ask_again(self.request)
        held = [(name, value) for name, values in self.request.POST.lists() if name != TOKEN for value in values]
        context = {
            "held": held,
            "has_files": bool(self.request.FILES),
            "confirm_url": confirm_url(reverse("public:accounts:confirmed")),
            "page_title": _("Confirm that it is you"),
        }
        response = self.render("ui/confirm_person.html", context, status=403)
        if getattr(self.request, "htmx", False):
            response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
        return response

    def refuse(self, error: DomainError) -> TemplateResponse:
        """The message with its status: a toast for htmx, a page with the way back for everyone else."""
        if error.status == 404:
            raise Http404(str(error))
        if getattr(self.request, "htmx", False):
            return self.toast(str(error), tone="bad", status=error.status)
        # The object may be what failed to load, so the page of a refusal asks for no title of it.
        context = {"message": str(error), "code": error.code, "back_url": self.back_url(), "page_title": ""}
        return self.render(self.error_template, context, status=error.status)

    def toast(self, text: str, *, tone: str, status: int = 200) -> TemplateResponse:
        """A message for the toast region, whatever the request wanted to swap."""
        response = self.render("ui/parts/toast.html", {"text": text, "tone": tone, "page_title": ""}, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
        return response

    def render(
        self, template: str | list[str], context: dict[str, Any] | None = None, *, status: int = 200
    ) -> TemplateResponse:
        full = {
            "view": self,
            "now": self.now,
            "crumb_up": None,
            "shell_template": shell_of(self.request),
            **(context or {}),
        }
        if "page_title" not in full:
            full["page_title"] = self.page_title()
        return TemplateResponse(self.request, template, full, status=status)

    def page_title(self) -> str:
        return "" if callable(self.title) else str(self.title)

    def url(self, name: str, **kwargs: Any) -> str:
        """The address of a page within this audience and vendor."""
        return href(self.request, name, **kwargs)

    def back_url(self) -> str:
        """Where the person came from, if that is one of our pages; else the start of this shell."""
        wanted = (
            self.request.POST.get("next") or self.request.GET.get("next") or self.request.headers.get("Referer", "")
        )
        host = self.request.get_host()
        here = self.request.build_absolute_uri()
        safe = url_has_allowed_host_and_scheme(wanted, {host}, require_https=self.request.is_secure())
        return wanted if wanted and safe and wanted != here else self.home_url()

    def home_url(self) -> str:
        if self.membership is None:
            return "/"
        return start_of(self.membership)

    def tell(self, text: Any, *, tags: str = "") -> None:
        """Leaves a message for the next page."""
        if text:
            messages.success(self.request, str(text), extra_tags=tags)

    def context(self, **extra: Any) -> dict[str, Any]:
        """What a subclass adds to its template. Override it; queries belong here, never in the template."""
        return extra
