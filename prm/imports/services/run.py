"""Working a file through, chunk by chunk: as a trial that leaves nothing behind, for real, or backwards to undo it.

Each chunk is one transaction with its own mark, so that a worker that dies or a task that comes twice loses nothing and
does nothing twice. What a row is refused for is kept with the row.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit import services as audit
from prm.imports.kinds import Change, ChunkResult
from prm.imports.lifecycle import IMPORT
from prm.imports.models import ImportBatch, ImportChunk, ImportIssue
from prm.imports.rows import prepare_rows
from prm.imports.services.upload import begin, check_kind
from prm.lib.actor import Actor
from prm.lib.errors import DomainError, Refused


class TrialOver(Exception):
    """Takes the trial of a chunk back; carries what it would have done."""

    def __init__(self, result: ChunkResult) -> None:
        super().__init__()
        self.result = result


@transaction.atomic
def start_import(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Begins the import of a checked file; its chunks are then worked one by one. Audited.

    Raises Forbidden, WrongState unless it was checked, Refused where no row could be taken.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_kind(batch.import_kind, actor)
    target = IMPORT.check(batch, "run", actor).target
    if batch.error_count >= batch.row_count:
        raise Refused(_("No row of this file can be taken. Correct it and upload it again."))
    batch.chunks.update(state="waiting")
    ImportIssue.objects.filter(batch=batch).delete()
    begin(batch, target, actor, at)
    audit.record(batch, "imports.started", actor=actor, at=at, summary=str(batch.import_kind.label))
    return batch


@transaction.atomic
def resume_import(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Goes on where an import stopped; chunks that were loaded stay as they are. Raises Forbidden or WrongState."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_kind(batch.import_kind, actor)
    batch.status = IMPORT.check(batch, "resume", actor).target
    batch.problem, batch.moved_at, batch.started_by_id = "", at, actor.membership_id
    batch.save()
    return batch


@transaction.atomic
def work_next_chunk(batch_id: UUID, *, actor: Actor, at: datetime) -> bool:
    """Works the next chunk of whatever the batch is at, and says whether there may be more.

    An unexpected fault inside a chunk takes that chunk back and stops the batch with the reason; it can be resumed.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if not batch.is_working:
        return False
    chunk = _next_chunk(batch)
    if chunk is None:
        _finish(batch, actor, at)
        return False
    try:
        with transaction.atomic():
            WORK[batch.status](batch, chunk, actor, at)
    except DomainError as error:
        _stop(batch, chunk, str(error), at)
        return False
    batch.moved_at = at
    batch.save()
    return True


def _next_chunk(batch: ImportBatch) -> ImportChunk | None:
    if batch.status == "undoing":
        return batch.chunks.filter(state="loaded").order_by("-number").first()
    return batch.chunks.filter(state="waiting").order_by("number").first()


def _try_chunk(batch: ImportBatch, chunk: ImportChunk, actor: Actor, at: datetime) -> None:
    """Loads the chunk and takes it back: the counts and refusals are those of the import itself."""
    try:
        with transaction.atomic():
            raise TrialOver(_load(batch, chunk, actor, at))
    except TrialOver as trial:
        _count(batch, chunk, trial.result)
    ImportChunk.objects.filter(pk=chunk.pk).update(state="tried")


def _run_chunk(batch: ImportBatch, chunk: ImportChunk, actor: Actor, at: datetime) -> None:
    result = _load(batch, chunk, actor, at)
    _count(batch, chunk, result)
    changes = [[str(item.target_id), item.before, item.after] for item in result.changes]
    ImportChunk.objects.filter(pk=chunk.pk).update(state="loaded", changes=changes)


def _load(batch: ImportBatch, chunk: ImportChunk, actor: Actor, at: datetime) -> ChunkResult:
    """Hands the rows that hold to the kind's bulk service; `errors` of the answer are by position in the chunk."""
    kind, errors, good, positions = batch.import_kind, {}, [], []
    for prepared in prepare_rows(kind, batch.mapping, chunk.cells):
        first = chunk.repeated.get(str(chunk.rows[prepared.position][0]))
        if prepared.error:
            errors[prepared.position] = prepared.error
        elif first:
            errors[prepared.position] = _("Stands in line %(line)s already") % {"line": first}
        else:
            good.append(prepared.values)
            positions.append(prepared.position)
    result = kind.load(good, actor=actor, at=at, batch_id=batch.pk) if good else ChunkResult()
    errors |= {positions[place]: str(message) for place, message in result.errors.items()}
    result.errors = errors
    return result


def _count(batch: ImportBatch, chunk: ImportChunk, result: ChunkResult) -> None:
    batch.done_count += chunk.row_count
    batch.created_count += result.created
    batch.updated_count += result.updated
    batch.unchanged_count += result.unchanged
    batch.error_count += len(result.errors)
    ImportIssue.objects.bulk_create(
        [
            ImportIssue(batch=batch, line=chunk.rows[place][0], cells=chunk.rows[place][1], message=message)
            for place, message in sorted(result.errors.items())
        ]
    )


def _undo_chunk(batch: ImportBatch, chunk: ImportChunk, actor: Actor, at: datetime) -> None:
    undo = batch.import_kind.undo
    changes: Sequence[Change] = [Change(UUID(target), before, after) for target, before, after in chunk.changes]
    if undo and changes:
        result = undo(changes, actor=actor, at=at, batch_id=batch.pk)
        batch.undone_count += result.undone
        batch.kept_count += result.kept
    batch.done_count += chunk.row_count
    ImportChunk.objects.filter(pk=chunk.pk).update(state="undone")


def _finish(batch: ImportBatch, actor: Actor, at: datetime) -> None:
    action = {"checking": "finish_check", "running": "finish", "undoing": "finish_undo"}[batch.status]
    batch.status = IMPORT.transitions[action].target
    batch.finished_at = batch.moved_at = at
    batch.save()
    if batch.status != "checked":
        audit.record(batch, f"imports.{batch.status}", actor=actor, at=at, summary=summary_of(batch))


def _stop(batch: ImportBatch, chunk: ImportChunk, problem: str, at: datetime) -> None:
    action = {"checking": "stop_check", "running": "stop", "undoing": "stop_undo"}[batch.status]
    batch.status = IMPORT.transitions[action].target
    first = chunk.rows[0][0] if chunk.rows else 0
    batch.problem = _("From line %(line)s on: %(problem)s") % {"line": first, "problem": problem}
    batch.finished_at = batch.moved_at = at
    batch.save()


@transaction.atomic
def stop_import(batch_id: UUID, problem: str, *, at: datetime) -> None:
    """Stops a batch after a fault nobody foresaw. What was loaded stays, and can be gone on from or undone."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.is_working:
        _stop(batch, _next_chunk(batch) or ImportChunk(rows=[]), problem, at)


def summary_of(batch: ImportBatch) -> str:
    """The counts in one sentence, for the log."""
    if batch.status == "undone":
        return _("%(undone)s put back, %(kept)s kept") % {"undone": batch.undone_count, "kept": batch.kept_count}
    return _("%(created)s new, %(updated)s changed, %(unchanged)s unchanged, %(errors)s not taken") % {
        "created": batch.created_count,
        "updated": batch.updated_count,
        "unchanged": batch.unchanged_count,
        "errors": batch.error_count,
    }


@transaction.atomic
def start_undo(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Begins to take an import back: rows it made are removed, rows it changed get their former values.

    A row someone worked on since is kept and counted. Audited. Raises Forbidden, WrongState, or Refused where the kind
    cannot be undone.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_kind(batch.import_kind, actor)
    batch.status = IMPORT.check(batch, "undo", actor).target
    if batch.import_kind.undo is None:
        raise Refused(_("%(kind)s cannot be taken back.") % {"kind": batch.import_kind.label})
    batch.done_count = batch.undone_count = batch.kept_count = 0
    batch.moved_at, batch.finished_at, batch.problem = at, None, ""
    batch.started_by_id = actor.membership_id
    batch.save()
    audit.record(batch, "imports.undo_started", actor=actor, at=at, summary=str(batch.import_kind.label))
    return batch


def work_through(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Works all chunks here and now: seeds, tests and benches. Everybody else leaves it to the task."""
    while work_next_chunk(batch.pk, actor=actor, at=at):
        pass
    batch.refresh_from_db()
    return batch


WORK = {"checking": _try_chunk, "running": _run_chunk, "undoing": _undo_chunk}
