"""Cache keys carry the vendor and the audience, so that no cached value crosses either."""

from prm.tenancy.scope import current_scope

# Keys of the platform that belong to no vendor: sessions, sign-in throttles, and WSGI-level locks.
GLOBAL_PREFIXES = ("django.contrib.sessions", "allauth", "throttle", "platform:")


def scoped_key(key: str, key_prefix: str, version: int) -> str:
    """The key within the open scope. A vendor's value asked for outside of any scope raises, as its rows would."""
    if key.startswith(GLOBAL_PREFIXES):
        return f"{key_prefix}:platform:{version}:{key}"
    scope = current_scope()
    return f"{key_prefix}:{scope.vendor_id}:{scope.audience}:{scope.partner_id or '-'}:{version}:{key}"
