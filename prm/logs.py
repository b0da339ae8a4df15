"""The log line of a request: who asked as what, at which vendor, and what came of it."""

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware


class LogMiddleware(RequestMiddleware):
    """Names a member by id and a vendor by slug; the person's name and address stay out of the log."""

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        vendor, membership = getattr(request, "vendor", None), getattr(request, "membership", None)
        structlog.contextvars.bind_contextvars(
            vendor=vendor.slug if vendor else None,
            audience=getattr(request, "audience", None),
            member=str(membership.pk) if membership else None,
        )
        super().handle_response(request, response)
