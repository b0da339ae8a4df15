"""`make demo`: as production serves it, without TLS and with mail kept in the built-in outbox page."""

from prm.settings.dev import *

DEBUG = False
# Named by content, not compressed: that takes half a minute and gains nothing on one machine.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
