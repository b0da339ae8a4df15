"""The base of every endpoint: a key decides vendor, side and partner; the scope is open around the whole answer."""

import hashlib
import logging
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework.generics import GenericAPIView

from prm.accounts.tokens import actor_for_token
from prm.api import idempotency, throttling
from prm.api.authentication import BearerAuthentication
from prm.api.errors import Unauthenticated, problem, problem_of, roll_back
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Scope, tenant_context

logger = logging.getLogger(__name__)
# One permission for either side, or one by audience; a side that is not named may not come here.
Permission = Any
UNDECLARED = object()


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the actor holds the permission meant for its side."""
    if isinstance(permission, Mapping):
        return actor.audience in permission and actor.can(permission[actor.audience])
    return actor.can(permission)


class ApiView(GenericAPIView):
    """An endpoint. `permission` is mandatory (prm.E010): one for both sides or {"vendor": ..., "portal": ...}.

    Offers self.actor, self.scope, self.vendor and self.now. Every error leaves as problem+json.
    """

    permission: ClassVar[Permission] = UNDECLARED
    authentication_classes = [BearerAuthentication]
    permission_classes: list[Any] = []
    metadata_class = None
    actor: Actor
    scope: Scope

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.now = timezone.now()
        try:
            found = self._identify(request)
            allowance = throttling.count(found.vendor_id, self.caller)
        except Unauthenticated as error:
            return problem(error.status, error.code, str(error))
        with tenant_context(found.audience, found.vendor_id, found.partner_id):
            response = self._answer(request, allowance, *args, **kwargs)
        allowance.tell(response)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _identify(self, request: Any) -> Scope:
        """Whose key this is. Unknown, revoked and expired keys get the same answer."""
        scheme, _space, raw = request.headers.get("Authorization", "").partition(" ")
        found = actor_for_token(raw.strip(), at=self.now) if scheme.lower() == "bearer" and raw else None
        if found is None:
            raise Unauthenticated(_("Send a valid key: Authorization: Bearer <key>."))
        self.scope, self.actor = found
        request.actor, request.audience = self.actor, self.actor.audience
        self.caller = hashlib.sha256(raw.strip().encode()).hexdigest()
        return self.scope

    def _answer(self, request: Any, allowance: throttling.Allowance, *args: Any, **kwargs: Any) -> HttpResponse:
        """Admits, answers (once per idempotency key) and renders, all inside the scope."""

        def answer() -> HttpResponse:
            response: Any = super(ApiView, self).dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

        try:
            throttling.check(allowance)
            self.admit(request)
            key = idempotency.key_of(request, self.caller)
            return idempotency.once(key, self.scope.partner_id, self.now, answer) if key else answer()
        except Exception as error:
            response = problem_of(error) or self._unexpected(request, error)
            roll_back()
            return response

    def _unexpected(self, request: HttpRequest, error: Exception) -> HttpResponse:
        got_request_exception.send(sender=type(self), request=request)
        logger.exception("the API failed at %s", request.path, exc_info=error)
        return problem(500, "failed", _("Something went wrong on our side; nothing was changed."))

    def permission_for(self, request: HttpRequest) -> Permission:
        return self.permission

    def admit(self, request: HttpRequest) -> None:
        """Raises Forbidden where the right is missing."""
        if not may(self.actor, self.permission_for(request)):
            raise Forbidden(_("This key does not have the right for that."))

    @cached_property
    def vendor(self) -> Vendor:
        return Vendor.objects.get(pk=self.scope.vendor_id)
