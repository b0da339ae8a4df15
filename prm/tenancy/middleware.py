"""Opens the request's scope around the whole response, late rendering included."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from prm.tenancy.scope import Scope, tenant_context

GetResponse = Callable[[HttpRequest], HttpResponse]


class TenantMiddleware:
    """Wraps the view and its rendering in `request.scope`, which the membership middleware has decided.

    An answer of 500 or more rolls everything back. Template responses are rendered inside the scope.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scope: Scope | None = getattr(request, "scope", None)
        if scope is None:
            return self.get_response(request)
        with tenant_context(scope.audience, scope.vendor_id, scope.partner_id):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
