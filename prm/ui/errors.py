"""The error pages Django asks for by name: inside the shell of whoever asked, with a way back."""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import get_language, get_language_bidi

from prm.ui.urls import shell_of

logger = logging.getLogger("prm.ui")


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """In the shell, or outside of it where that is what fails: a wrong address stays a wrong address."""
    try:
        return render(request, template, {"shell_template": shell_of(request), "page_title": ""}, status=status)
    except Exception:
        logger.exception("an error page could not be drawn in its shell")
        return HttpResponse(_plain(template), status=status)


def _plain(template: str) -> str:
    """The page without request, database or context processors."""
    shell = {
        "theme": "auto",
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    return get_template(template).render({"shell_template": "ui/public.html", "shell": shell})


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "403.html", 403)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Renders without request, database or context processors: whatever failed may be one of them."""
    return HttpResponseServerError(get_template("500.html").render())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "403_csrf.html", 403)
