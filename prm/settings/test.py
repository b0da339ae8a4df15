"""The test suite: real PostgreSQL as the restricted role, fast password hashes, mail in memory, strict templates."""

from prm.settings.base import *
from prm.settings.logging import logging_settings

LOGGING = logging_settings(as_json=False, level="WARNING")
SECRET_KEY = "test-only-key-that-is-long-enough-to-sign-anything-with"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "prm.tenancy.cache.scoped_key",
    }
}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
SHOW_GALLERY = True
# Static files come straight from the source folders: nothing has to be collected before a test.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# The matrix and the journeys ask more in a minute than any integration may; the rates have tests of their own.
API_REQUESTS_A_MINUTE = {"key": 1_000_000, "vendor": 1_000_000}
