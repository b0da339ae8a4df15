import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prm.settings.production")
application = get_wsgi_application()

from prm.tenancy.guard import start_serving  # noqa: E402 - Django is set up by now

start_serving()
