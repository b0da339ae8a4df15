import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prm.settings.production")
application = get_wsgi_application()

from prm.lib.serving import prepare_to_serve  # noqa: E402 - Django is set up by now

prepare_to_serve()
