"""A developer's machine and `make demo`: readable errors, mail kept in the built-in outbox."""

from prm.settings.base import *
from prm.settings.logging import logging_settings

SECRET_KEY = SECRET_KEY or "development-only-key-that-is-long-enough-to-sign-with"
DEBUG = True
LOGGING = logging_settings(as_json=False)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = OUTBOX_BACKEND
DEMO = True
SHOW_GALLERY = True
# Passkeys work on localhost without TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
