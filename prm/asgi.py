import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prm.settings.production")
application = get_asgi_application()

from prm.lib.serving import prepare_to_serve  # noqa: E402 - Django is set up by now

prepare_to_serve()
