"""Many rows in one statement. Written by hand: a run or an import writes a hundred thousand, and the ORM takes five times
the database's own time to build models, adapt values one by one and put them into a statement."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

from prm.tenancy.scope import current_vendor_id


def insert_many(model: type[models.Model], rows: Sequence[Mapping[str, Any]], **same: Any) -> None:
    """Inserts rows of the vendor in scope, each a mapping of the same columns; `same` are columns alike in all.

    The rows travel as one JSON document: texts stay texts, a text in a JSON column is the JSON itself, anything else is
    what PostgreSQL reads from its `str`.
    """
    if not rows:
        return
    same = {"vendor_id": current_vendor_id(), **same}
    types = {field.column: str(field.db_type(connection)) for field in model._meta.concrete_fields}
    statement = f"""
        INSERT INTO {model._meta.db_table} ({", ".join((*same, *rows[0]))})
        SELECT {"%s, " * len(same)}{", ".join(_read(column, types[column]) for column in rows[0])}
        FROM json_to_recordset(%s) AS row ({", ".join(f"{column} text" for column in rows[0])})
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*same.values(), json.dumps(rows, default=str, ensure_ascii=False)])


def _read(column: str, kind: str) -> str:
    """A cast to varchar(n) would cut what is too long; assigned as it is, it is refused."""
    return column if kind.startswith("varchar") else f"{column}::{kind}"
