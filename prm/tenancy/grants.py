"""Gives the login role its global tables after each migration, so that cloned test databases have them too."""

from typing import Any

from django.db import connections

from prm.tenancy.dictionary import GLOBAL_TABLES


def grant_global_tables(using: str = "default", **kwargs: Any) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for table, grants in GLOBAL_TABLES.items():
            if table in existing:
                cursor.execute(f'GRANT {grants} ON "{table}" TO prm_app')
        cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO prm_app")
