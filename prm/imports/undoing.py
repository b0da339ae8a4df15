"""Taking changes back for kinds whose rows are one table: what nobody touched since returns to what it was."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db import models

from prm.imports.kinds import Change, Undone


def snapshot(row: Any, fields: Sequence[str]) -> dict[str, Any]:
    """The fields of a row as plain JSON values, for a Change."""
    return {field: _plain(getattr(row, row._meta.get_field(field).attname)) for field in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


def undo_changes(model: Any, changes: Sequence[Change], fields: Sequence[str]) -> tuple[Undone, list[UUID], list[Any]]:
    """Removes rows the import made and restores those it changed; set-based, inside the caller's transaction.

    A row that differs from how the import left it is kept, and so is a new one that others refer to by now. Gives the
    counts, the ids removed and the rows restored, so that the caller can bring its search index along.
    """
    rows = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=[c.target_id for c in changes])}
    untouched = [
        (rows[change.target_id], change)
        for change in changes
        if change.target_id in rows and _same(rows[change.target_id], change.after, fields)
    ]
    made = {row.pk for row, change in untouched if change.before is None}
    removable = made - _referred_to(model, made)
    restored = [_restore(row, change.before) for row, change in untouched if change.before is not None]
    model.objects.filter(pk__in=removable).delete()
    if restored:
        model.objects.bulk_update(restored, list(fields), batch_size=500)
    undone = len(removable) + len(restored)
    return Undone(undone, len(rows) - undone), sorted(removable), restored


def _same(row: models.Model, after: Any, fields: Sequence[str]) -> bool:
    now = snapshot(row, fields)
    return all(_equal(now[field], after.get(field)) for field in fields)


def _equal(one: Any, two: Any) -> bool:
    """Decimals compare as numbers: 1.20 in the file is 1.2000000000 in its column."""
    if one == two:
        return True
    try:
        return Decimal(str(one)) == Decimal(str(two))
    except ArithmeticError:
        return False


def _restore(row: Any, before: Any) -> Any:
    for field, value in before.items():
        setattr(row, row._meta.get_field(field).attname, row._meta.get_field(field).to_python(value))
    return row


def _referred_to(model: Any, ids: set[UUID]) -> set[UUID]:
    """Those that rows of other tables point at; what goes with its row (CASCADE) does not hold it."""
    found: set[UUID] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and relation.on_delete is not models.CASCADE:
            name, referring = relation.field.attname, cast(Any, relation.related_model)
            found |= set(referring.objects.filter(**{f"{name}__in": ids}).values_list(name, flat=True))
    return found
