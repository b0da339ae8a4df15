"""`make bench`: as production serves, without servers beside the database and without signing static files."""

from prm.settings.base import *
from prm.settings.logging import logging_settings

SECRET_KEY = "bench-only-key-that-is-long-enough-to-sign-anything-with"
LOGGING = logging_settings(as_json=False, level="WARNING")
ALLOWED_HOSTS = ["testserver"]
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
