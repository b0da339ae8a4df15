"""The one way in for files: sniffed, cleaned, kept under a name nobody can guess."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.files.kinds import MEGABYTE, kind_of
from prm.files.models import StoredFile
from prm.files.names import safe_name
from prm.files.sniffing import refusal, sniff
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden
from prm.tenancy.scope import current_scope


@transaction.atomic
def store(
    upload: Any,
    *,
    name: str = "",
    actor: Actor,
    at: datetime,
    partner_id: UUID | None = None,
    kind: str = "attachment",
    visibility: str = StoredFile.Visibility.PRIVATE,
) -> StoredFile:
    """Keeps an upload, or bytes, as a file of the vendor, or of the partner named.

    Somebody of a portal stores for the own partner only. Raises Invalid where the content is not one of the kind's
    types, is not what its name says, is too large or holds something that runs. Nothing is kept then.
    """
    rules = kind_of(kind)
    given = name or str(getattr(upload, "name", "") or "")
    data = read_limited(upload, rules.max_bytes)
    sniffed = sniff(data, given, allowed=rules.allowed)
    scan(sniffed.data)
    if actor.audience == "portal":
        if partner_id not in (None, actor.partner_id) or visibility not in ("private", "partner"):
            raise Forbidden(_("You may keep files for your own organization only."))
        partner_id = actor.partner_id
    file = StoredFile(
        partner_id=partner_id,
        kind=kind,
        name=safe_name(given, sniffed.extension),
        content_type=sniffed.content_type,
        size=len(sniffed.data),
        sha256=sha256(sniffed.data).hexdigest(),
        key=f"{current_scope().vendor_id}/{uuid4()}",
        visibility=visibility,
        uploaded_by=actor.membership_id,
        uploaded_by_label=actor.label,
        at=at,
    )
    file.save(force_insert=True)
    # Written last: a row that was refused leaves no bytes behind, and a later rollback leaves bytes nobody can name.
    default_storage.save(file.key, ContentFile(sniffed.data))
    record(file, "stored", actor=actor, at=at, summary=file.name, visible_to_partner=actor.audience == "portal")
    return file


def read_limited(upload: Any, most: int) -> bytes:
    """The bytes of an upload, a file or bytes. Raises Invalid over the limit, having read no further than that."""
    if isinstance(upload, bytes | bytearray | memoryview):
        data = bytes(upload)
    else:
        upload.seek(0)
        data = upload.read(most + 1)
    if len(data) > most:
        raise refusal(_("The file is larger than %(most)s MB.") % {"most": most // MEGABYTE})
    return data


def scan(data: bytes) -> None:
    """Asks the installation's virus scanner, where there is one: a function that answers with a finding or None."""
    if path := getattr(settings, "FILE_SCANNER", ""):
        finding = import_string(path)(data)
        if finding:
            raise refusal(_("The file was refused by the virus scanner."))


def read(file: StoredFile) -> bytes:
    """The bytes of a file that was found within the scope. Raises FileNotFoundError where they are gone."""
    with default_storage.open(file.key) as handle:
        data: bytes = handle.read()
    return data


def forget(refs: Collection[str], *, actor: Actor, at: datetime) -> None:
    """Deletes files whose owner is gone, bytes and all. Their rows go with the transaction, the bytes after it."""
    for file in StoredFile.objects.filter(ref__in=refs):
        record(file, "forgotten", actor=actor, at=at, summary=file.ref)
        transaction.on_commit(partial(default_storage.delete, file.key))
        file.delete()
