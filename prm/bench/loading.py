"""Rows by the hundred thousand: one INSERT ... SELECT generate_series, columns nobody names at their model's defaults."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

# Rows the bench makes hold, and checking each against its composite keys again takes minutes.
UNCHECKED = "SET session_replication_role = replica;\n"


def insert_rows(model: type[models.Model], count: int, *, salt: str, first: int = 1, **columns: str) -> str:
    """SQL that inserts `count` rows. `columns` are SQL expressions by column name; in them `g` counts up from `first`.

    `salt` keeps the made-up primary keys of one call apart from another's.
    """
    given = {"id": uuid_v7(salt), "created_at": quoted(timezone.now()), **columns}
    expressions = {
        field.column: given.pop(field.column, "") or default_of(field)
        for field in model._meta.concrete_fields
        if field.column is not None
    }
    if given:
        raise ValueError(f"{model._meta.label} has no column {', '.join(sorted(given))}.")
    return (
        f"{UNCHECKED}INSERT INTO {model._meta.db_table} ({', '.join(expressions)})\n"
        f"SELECT {', '.join(str(value) for value in expressions.values())}\n"
        f"FROM generate_series({first}::bigint, {first + count - 1}) AS g;\n"
    )


def uuid_v7(salt: str) -> str:
    """An expression for a key that grows with `g`, as keys made one after another in time do."""
    noise = f"md5('{salt}' || g)"
    return (
        f"(lpad(to_hex(1750000000000 + g), 12, '0') || '7' || substr({noise}, 1, 3)"
        f" || '8' || substr({noise}, 4, 15))::uuid"
    )


def ref(kind: str) -> str:
    """A public ref of `g`, unique up to 32 to the sixth."""
    alphabet = "'0123456789ABCDEFGHJKMNPQRSTVWXYZ'"
    letters = " || ".join(f"substr({alphabet}, 1 + ((g >> {5 * place}) & 31)::int, 1)" for place in range(6))
    return f"'{kind}-' || {letters}"


def pick(values: Sequence[Any], of: str = "g") -> str:
    """One of the values in turn, by an integer expression."""
    kind = "::uuid" if isinstance(values[0], UUID) else ""
    return f"(ARRAY[{', '.join(quoted(value) + kind for value in values)}])[(1 + ({of}) % {len(values)})::int]"


def default_of(field: Any) -> str:
    if field.null:
        return "NULL"
    return quoted(field.get_default())


def quoted(value: Any) -> str:
    """A literal of SQL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return f"timestamptz '{value.isoformat()}'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, list | dict):
        return "'" + DjangoJSONEncoder().encode(value).replace("'", "''") + "'"
    return "'" + str(value).replace("'", "''") + "'"
