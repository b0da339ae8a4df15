"""Cache keys carry the vendor and the audience, so that no cached value crosses either."""

from prm.tenancy.scope import scope_or_none

# Keys of the platform that belong to no vendor: sessions, sign-in throttles, and WSGI-level locks.
GLOBAL_PREFIXES = ("django.contrib.sessions", "allauth", "throttle", "platform:")


def scoped_key(key: str, key_prefix: str, version: int) -> str:
    scope = scope_or_none()
    if scope is None or key.startswith(GLOBAL_PREFIXES):
        return f"{key_prefix}:platform:{version}:{key}"
    return f"{key_prefix}:{scope.vendor_id}:{scope.audience}:{scope.partner_id or '-'}:{version}:{key}"
