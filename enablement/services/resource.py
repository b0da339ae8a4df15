"""The library: files with a title, shown to partners once published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from enablement.lifecycle import RESOURCE
from enablement.models import Resource
from enablement.permissions import ContentPermission
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid


@transaction.atomic
def save_resource(resource: Resource | None, *, content: Mapping[str, Any], actor: Actor, at: datetime) -> Resource:
    """A new resource as a draft, or a changed one. `content`: title, summary, folder, types, expires_on, file.

    Without a new file the present one stays. Raises Invalid where there is none.
    """
    if not actor.can(ContentPermission.EDIT):
        raise Forbidden(_("You may not change the library."))
    row = resource or Resource(status=RESOURCE.initial)
    if content.get("file"):
        row.file = content["file"]
    if row.file_id is None:
        raise Invalid(_("Add the file."), fields={"upload": _("Missing.")})
    for name in ("title", "summary", "folder", "types", "expires_on"):
        setattr(row, name, content[name])
    row.save()
    record(row, "resource.saved", actor=actor, at=at, summary=row.title)
    return row


@transaction.atomic
def publish_resource(resource: Resource, *, actor: Actor, at: datetime) -> Resource:
    """Shows it to the partners it is meant for."""
    row = Resource.objects.select_for_update().get(pk=resource.pk)
    row.status = RESOURCE.check(row, "publish", actor).target
    row.published_at = row.published_at or at
    row.save(update_fields=["status", "published_at"])
    record(row, "resource.published", actor=actor, at=at)
    return row


@transaction.atomic
def withdraw_resource(resource: Resource, *, actor: Actor, at: datetime) -> Resource:
    """Hides it again."""
    row = Resource.objects.select_for_update().get(pk=resource.pk)
    row.status = RESOURCE.check(row, "withdraw", actor).target
    row.save(update_fields=["status"])
    record(row, "resource.withdrawn", actor=actor, at=at)
    return row
