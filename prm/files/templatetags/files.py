"""`{% file_url file %}`: the address of a file within the shell of the page."""

from typing import Any

from django import template
from django.urls import reverse

from prm.files.models import StoredFile

register = template.Library()


@register.simple_tag(takes_context=True)
def file_url(context: dict[str, Any], file: StoredFile | None) -> str:
    """The download in the page's own shell; on a public page only files for everybody have an address."""
    if file is None:
        return ""
    request = context["request"]
    side = {"vendor": "workspace", "portal": "portal"}.get(getattr(request, "audience", "") or "", "public")
    if side == "public" and file.visibility != StoredFile.Visibility.PUBLIC:
        return ""
    return reverse(f"{side}:files:download", kwargs={"vendor": request.vendor.slug, "ref": file.ref})
