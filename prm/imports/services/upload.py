"""Taking a file in: read, cut into chunks, columns suggested. Nothing of it reaches the rows of the vendor yet."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit import services as audit
from prm.imports.kinds import ImportKind, kind_of
from prm.imports.lifecycle import IMPORT
from prm.imports.mapping import suggest_mapping
from prm.imports.models import ImportBatch, ImportChunk, ImportIssue
from prm.imports.permissions import ImportPermission
from prm.imports.rows import repeated_lines
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from prm.lib.tabular import MAX_BYTES, Table, read_table

CHUNK_ROWS = 2000


def check_kind(kind: ImportKind, actor: Actor) -> None:
    if not (actor.can(ImportPermission.RUN) and actor.can(kind.permission)):
        raise Forbidden(_("You may not import %(kind)s.") % {"kind": str(kind.label).lower()})


@transaction.atomic
def upload_file(kind_name: str, upload: Any, *, name: str = "", actor: Actor, at: datetime) -> ImportBatch:
    """Reads a CSV or XLSX file and suggests which column is which field. Audited.

    Raises Forbidden without the kind's permission, Invalid for a file that is no table, is too large or is empty.
    """
    kind = kind_of(kind_name)
    check_kind(kind, actor)
    content = upload if isinstance(upload, bytes) else _read_limited(upload)
    table = read_table(content)
    batch = ImportBatch.objects.create(
        kind=kind.name,
        file_name=(name or getattr(upload, "name", "") or _("file"))[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        file_format=table.format,
        header=list(table.header),
        mapping=suggest_mapping(table.header, kind, _known_headings(kind)),
        row_count=len(table.rows),
        uploaded_by_id=actor.membership_id,
        uploaded_at=at,
    )
    ImportChunk.objects.bulk_create(_chunks(batch, table))
    audit.record(batch, "imports.uploaded", actor=actor, at=at, summary=str(kind.label))
    return batch


def _read_limited(upload: Any) -> bytes:
    """The bytes of an upload, and no more than one beyond the limit, which read_table then refuses."""
    upload.seek(0)
    content: bytes = upload.read(MAX_BYTES + 1)
    return content


def _chunks(batch: ImportBatch, table: Table) -> Iterator[ImportChunk]:
    pairs = list(zip(table.numbers, table.rows, strict=True))
    for number, start in zip(count(), range(0, len(pairs), CHUNK_ROWS), strict=False):
        part = [list(pair) for pair in pairs[start : start + CHUNK_ROWS]]
        yield ImportChunk(batch=batch, number=number, rows=part, row_count=len(part))


def _known_headings(kind: ImportKind) -> Mapping[str, str]:
    """Heading -> field, as this kind's last imported file had them."""
    last = ImportBatch.objects.filter(kind=kind.name, status="done").order_by("-uploaded_at").first()
    return {last.header[place]: name for name, place in last.mapping.items()} if last else {}


@transaction.atomic
def set_mapping(batch: ImportBatch, mapping: Mapping[str, int], *, actor: Actor, at: datetime) -> ImportBatch:
    """Says which column is which field and starts the trial of all rows.

    Raises Invalid where a required field has no column, a column serves twice or is not there; WrongState once it ran.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    kind = batch.import_kind
    check_kind(kind, actor)
    transition = IMPORT.check(batch, "map", actor)
    batch.mapping = _checked_mapping(kind, mapping, len(batch.header))
    chunks = list(batch.chunks.order_by("number"))
    repeated = repeated_lines(kind, batch.mapping, ((line, cells) for chunk in chunks for line, cells in chunk.rows))
    for chunk in chunks:
        lines = set(chunk.lines)
        chunk.repeated = {str(line): first for line, first in repeated.items() if line in lines}
        chunk.state = "waiting"
    ImportChunk.objects.bulk_update(chunks, ["repeated", "state"])
    ImportIssue.objects.filter(batch=batch).delete()
    begin(batch, transition.target, actor, at)
    return batch


def _checked_mapping(kind: ImportKind, mapping: Mapping[str, int], columns: int) -> dict[str, int]:
    columns_of_kind = kind.columns
    known = {item.name for item in columns_of_kind}
    chosen = {name: int(place) for name, place in mapping.items() if name in known}
    wrong: dict[str, object] = {}
    for item in columns_of_kind:
        if item.required and item.name not in chosen:
            wrong[item.name] = _("Choose the column that holds this.")
    for name, place in chosen.items():
        if not 0 <= place < columns:
            wrong[name] = _("There is no such column.")
        elif list(chosen.values()).count(place) > 1:
            wrong[name] = _("This column is used twice.")
    if wrong:
        raise Invalid(_("The columns do not fit yet."), fields=wrong)
    return chosen


def begin(batch: ImportBatch, status: str, actor: Actor, at: datetime) -> None:
    """Sets the counts to nothing and the batch to work."""
    batch.started_by_id = actor.membership_id
    batch.status, batch.started_at, batch.moved_at, batch.finished_at, batch.problem = status, at, at, None, ""
    for field in ("done", "created", "updated", "unchanged", "error"):
        setattr(batch, f"{field}_count", 0)
    batch.save()


@transaction.atomic
def cancel_import(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Drops a file that was not imported, with its rows. Raises WrongState once it ran."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_kind(batch.import_kind, actor)
    batch.status = IMPORT.check(batch, "cancel", actor).target
    batch.finished_at = at
    batch.save()
    batch.chunks.all().delete()
    batch.issues.all().delete()
    audit.record(batch, "imports.canceled", actor=actor, at=at)
    return batch
