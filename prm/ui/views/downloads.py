"""Downloads: one object as a file."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from prm.ui.views.details import ObjectScreen


class DownloadView(ObjectScreen):
    """`content(self, obj)` answers with file name, content type and bytes. Sent as an attachment unless `inline`."""

    inline = False

    def content(self, obj: Any) -> tuple[str, str, bytes]:
        raise ImproperlyConfigured(f"{type(self).__name__} must give its file in content(self, obj).")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name, content_type, body = self.content(self.object)
        response = HttpResponse(body, content_type=content_type)
        response["Content-Disposition"] = content_disposition_header(not self.inline, name) or "inline"
        response["X-Content-Type-Options"] = "nosniff"
        return response
