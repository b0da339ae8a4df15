"""Reads of the imports screens."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from prm.audit.models import AuditEntry
from prm.audit.queries import timeline_for
from prm.imports.kinds import ImportKind, kinds_for
from prm.imports.mapping import ERROR_COLUMN
from prm.imports.models import ImportBatch, ImportChunk, ImportIssue
from prm.imports.rows import BETWEEN_REASONS
from prm.lib.actor import Actor


def batches_for(actor: Actor) -> QuerySet[ImportBatch]:
    """The imports of kinds this actor may import, whoever ran them."""
    kinds = [kind.name for kind in kinds_for(actor)]
    return ImportBatch.objects.filter(kind__in=kinds).select_related("uploaded_by")


def sample_rows(batch: ImportBatch, count: int = 5) -> list[list[str]]:
    """The first rows of the file, as they stand in it."""
    chunk = ImportChunk.objects.filter(batch=batch).order_by("number").only("rows").first()
    return [cells for _line, cells in chunk.rows[:count]] if chunk else []


def issues_for(batch: ImportBatch) -> QuerySet[ImportIssue]:
    return ImportIssue.objects.filter(batch=batch).order_by("line")


def error_file_columns(batch: ImportBatch) -> list[str]:
    """The file's own columns and one for the reason, which a second upload passes over."""
    return [name for name in batch.header if name != ERROR_COLUMN] + [ERROR_COLUMN]


def error_file_rows(batch: ImportBatch) -> Iterator[list[str]]:
    """The rows that were not taken, to be corrected and uploaded again."""
    kept = [place for place, name in enumerate(batch.header) if name != ERROR_COLUMN]
    for issue in issues_for(batch).iterator(chunk_size=2000):
        yield [issue.cells[place] for place in kept] + [issue.message]


def template_rows(kind: ImportKind) -> tuple[list[str], list[list[str]]]:
    """Headings and an example row for a file of this kind."""
    columns = kind.columns
    return [str(item.label) for item in columns], [[item.example for item in columns]]


def common_reasons(batch: ImportBatch, most: int = 5) -> list[tuple[str, int]]:
    """The most frequent reasons, without the values they name."""
    counts: dict[str, int] = {}
    for message in issues_for(batch).values_list("message", flat=True).iterator(chunk_size=2000):
        for part in message.split(BETWEEN_REASONS):
            reason = part.split(":")[0].strip() or _("unknown")
            counts[reason] = counts.get(reason, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]


def history_of(batch: ImportBatch) -> list[AuditEntry]:
    return list(timeline_for(batch)[:20])
