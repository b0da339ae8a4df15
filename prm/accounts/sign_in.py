"""How old a sign-in is: whether its session still holds, and whether it is young enough for what is sensitive.

The marks stand in the session itself, which a request reads anyhow. The mark of activity is written every few minutes.
"""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


def start_session(session: Any, at: datetime) -> None:
    """Marks the beginning. A session without these marks is over."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = at.timestamp()


def is_over(session: Any, now: datetime) -> bool:
    """Whether the session was left alone too long, or is too old however busy it was."""
    signed_in, seen = session.get(SIGNED_IN_AT), session.get(SEEN_AT)
    if signed_in is None or seen is None:
        return True
    moment = now.timestamp()
    return bool(
        moment - seen >= settings.SESSION_IDLE_SECONDS or moment - signed_in >= settings.SESSION_ABSOLUTE_SECONDS
    )


def note_activity(session: Any, now: datetime) -> None:
    """Moves the mark of activity, where it is minutes old; the list of one's devices shows the same time."""
    if now.timestamp() - session[SEEN_AT] >= settings.SESSION_NOTED_EVERY_SECONDS:
        session[SEEN_AT] = now.timestamp()
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)


def began_before(session: Any, moment: datetime | None) -> bool:
    """Whether somebody signed in before this happened."""
    return moment is not None and session.get(SIGNED_IN_AT, 0) <= moment.timestamp()


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether password, passkey or code were given within the last minutes, at sign-in or when asked again."""
    records = get_authentication_records(request, request.user)
    return bool(records) and now.timestamp() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and back to where the person wanted to go. A fragment's request moves the whole page there."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': page_of(request)})}")
    return redirect_to_login(request.get_full_path())


def ask_again(request: HttpRequest) -> HttpResponse:
    """The page that asks for the password, passkey or code once more, and back to this one."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(confirm_url(page_of(request)))
    return redirect_to_login(request.get_full_path(), confirm_url(""))


def confirm_url(wanted: str) -> str:
    path = reverse("account_reauthenticate")
    return f"{path}?{urlencode({'next': wanted})}" if wanted else path


def page_of(request: Any) -> str:
    """The page a fragment was asked from, if it is one of ours."""
    here = request.htmx.current_url_abs_path or "/"
    return here if url_has_allowed_host_and_scheme(here, None) else "/"
