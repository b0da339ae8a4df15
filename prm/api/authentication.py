"""How REST framework learns who asks. The key itself is looked up by ApiView before any scope is open."""

from typing import Any

from rest_framework.authentication import BaseAuthentication


class BearerAuthentication(BaseAuthentication):
    """Hands REST framework the actor whom ApiView has found."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        actor = getattr(request._request, "actor", None)
        return (actor, None) if actor else None
