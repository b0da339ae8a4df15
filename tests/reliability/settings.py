"""Settings of the processes the fault test starts: as in development, with this folder's event and handler."""

import os

from prm.settings.dev import *  # noqa: F403
from prm.settings.dev import INSTALLED_APPS as PRODUCT_APPS
from prm.settings.dev import MIDDLEWARE as PRODUCT_MIDDLEWARE
from prm.settings.dev import STORAGES as PRODUCT_STORAGES

DEBUG = False
INSTALLED_APPS = [*PRODUCT_APPS, "tests.reliability"]
# The tests' own: a password one side writes the other can check.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Addresses need no manifest: nobody here loads a stylesheet.
STORAGES = {
    **PRODUCT_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "PRM_RESIDUE" in os.environ:
    MIDDLEWARE = ["tests.reliability.residue.look_after", *PRODUCT_MIDDLEWARE]
