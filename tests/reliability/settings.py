"""Settings of the processes the fault test starts: as in development, with this folder's event and handler."""

from prm.settings.dev import *  # noqa: F403
from prm.settings.dev import INSTALLED_APPS as PRODUCT_APPS

DEBUG = False
INSTALLED_APPS = [*PRODUCT_APPS, "tests.reliability"]
