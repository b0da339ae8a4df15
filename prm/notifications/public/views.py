"""Mail of the platform itself, where no mail server takes it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from prm.notifications.queries import platform_mails
from prm.ui.views import Screen


class PlatformOutbox(Screen):
    """Sign-in and verification mail. It holds codes, so it is for operators, and for everybody where the world is made up."""

    permission = None
    public = True
    title = _("Platform outbox")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not settings.DEMO and not (user.is_authenticated and user.is_operator):
            raise Http404
        return self.render("notifications/platform_outbox.html", {"mails": list(platform_mails())})
