"""How allauth meets our users: addresses from settings only, refusals in the security log."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from prm.accounts.security_log import note
from prm.lib.addresses import validate_address


class Site:
    """What allauth's mails call the installation."""

    name = "PRM"

    @property
    def domain(self) -> str:
        return urlsplit(settings.SITE_URL).netloc


def canonical(url: str) -> str:
    """The same page at the installation's own address, whatever host a request named."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.SITE_URL.rstrip('/')}{parts.path}{query}"


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email: str) -> str:
        validate_address(email)
        return email

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user.email = form.cleaned_data["email"].strip().lower()
        user.name = form.cleaned_data.get("name", "").strip()
        if password := form.cleaned_data.get("password1"):
            user.set_password(password)
        else:
            user.set_unusable_password()
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail whose links start at the installation's address and never at what the request called itself."""
        safe = {key: canonical(value) if key.endswith("_url") else value for key, value in context.items()}
        everything = {"email": email, "current_site": Site(), **safe, "request": None}
        self.render_mail(template_prefix, email, everything).send()

    def render_mail(self, template_prefix: str, email: Any, context: Any, headers: Any = None) -> Any:
        # allauth renders with the request of the moment, and templates could take its host.
        with allauth_context.request_context(None):
            return super().render_mail(template_prefix, email, context, headers=headers)

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def is_safe_url(self, url: str | None) -> bool:
        """Only pages of this host."""
        request: HttpRequest = allauth_context.request
        return bool(url) and url_has_allowed_host_and_scheme(
            url, {request.get_host()}, require_https=request.is_secure()
        )

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        address = self.get_client_ip(request) or ""
        named = str(credentials.get("email", ""))
        # The domain is enough to see an attack by, and is nobody's name.
        note("sign_in_refused", at=timezone.now(), address=address, detail=named.rpartition("@")[2])
        super().authentication_failed(request, **credentials)
