"""The test database under a superuser's hands, in one transaction that is never committed.

Every tenant table gets a row of two partners of one vendor and of one partner of another, so that each attack has
something to reach. What would stand in the way of such bare rows and is not on trial here (CHECK, NOT NULL, UNIQUE,
our own triggers, grants) is taken away first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg2
import psycopg2.extras
from django.apps import apps

from prm.lib.ids import uuid7
from prm.tenancy.checks import tenant_models
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.sql import Access, enable_statements
from tests.support.cluster import CLUSTER

AUDIENCE_ROLES = ("prm_vendor", "prm_portal", "prm_public")
# Written by hand in migrations, so no model declares them. Attacked as the others are.
BY_HAND = {
    ("accounts_membership", "login_rows"),
    ("accounts_membership", "portal_team"),
    ("files_storedfile", "portal_published"),
}
POLICIES = """
    SELECT tablename, policyname, roles::text, cmd, coalesce(qual, ''), coalesce(with_check, '') FROM pg_policies
    WHERE schemaname = %s AND tablename = ANY (%s) ORDER BY tablename, policyname
"""
KEYS = """
    SELECT c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text,
           array_agg(a.attname::text ORDER BY k.place)
    FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
    WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace GROUP BY c.oid
    HAVING 'vendor_id' = ANY (array_agg(a.attname::text)) AND count(*) > 1 ORDER BY c.conname
"""


@dataclass(frozen=True)
class Policy:
    table: str
    name: str
    roles: str
    command: str
    using: str
    check: str

    @property
    def role(self) -> str:
        return self.roles.strip("{}").split(",")[0]


@dataclass(frozen=True)
class Key:
    name: str
    table: str
    target: str
    columns: list[str]

    @property
    def with_partner(self) -> bool:
        return "partner_id" in self.columns[:-1]


@dataclass
class Catalog:
    cursor: Any
    acme: UUID = field(default_factory=uuid7)
    globex: UUID = field(default_factory=uuid7)
    # Two partners of Acme's and one of Globex's; every table's own rows bear the same ids.
    northwind: UUID = field(default_factory=uuid7)
    contoso: UUID = field(default_factory=uuid7)
    initech: UUID = field(default_factory=uuid7)

    def rows(self, sql: str, params: Any = None) -> list[tuple[Any, ...]]:
        self.cursor.execute(sql, params)
        return self.cursor.fetchall() if self.cursor.description else []

    def run(self, sql: str, params: Any = None) -> None:
        self.cursor.execute(sql, params)

    @contextmanager
    def taken_back(self) -> Iterator[None]:
        """What happens inside, role and faults alike, is gone afterwards."""
        self.run("SAVEPOINT before")
        try:
            yield
        finally:
            self.run("ROLLBACK TO SAVEPOINT before; RELEASE SAVEPOINT before")

    @contextmanager
    def acting(self, role: str) -> Iterator[None]:
        """As a request of Northwind's (or of its vendor, or of the public there) reaches the database."""
        with self.taken_back():
            self.run(
                "SELECT set_config('role', %s, true), set_config('app.vendor_id', %s, true),"
                " set_config('app.partner_id', %s, true)",
                [role, str(self.acme), str(self.northwind)],
            )
            yield

    def policies(self, schema: str = "public", table: str | None = None) -> list[Policy]:
        tables = [table] if table else [model._meta.db_table for model in tenant_models()]
        return [Policy(*row) for row in self.rows(POLICIES, [schema, tables])]

    def keys(self) -> list[Key]:
        return [Key(*row) for row in self.rows(KEYS)]

    def settle(self) -> None:
        """Plants the rows."""
        self.run("SET LOCAL lock_timeout = '20s'; SET LOCAL session_replication_role = replica")
        self.bare("tenancy_vendor")
        for vendor, slug in ((self.acme, "planted-acme"), (self.globex, "planted-globex")):
            self.plant("tenancy_vendor", id=vendor, slug=slug)
        for model in tenant_models():
            self.bare(model._meta.db_table)
            columns = {item.column for item in model._meta.local_fields}
            owners = {"partner_id", access_of(model).portal_column} & columns
            for vendor, partner in (
                (self.acme, self.northwind), (self.acme, self.contoso), (self.globex, self.initech),
            ):  # fmt: skip
                self.plant(model._meta.db_table, vendor_id=vendor, **dict.fromkeys({"id", *owners}, partner))
        self.run("SET LOCAL session_replication_role = origin")

    def bare(self, table: str) -> None:
        """Leaves of a table its keys and its row security."""
        checks = self.rows(
            "SELECT conname FROM pg_constraint c WHERE conrelid = %s::regclass AND (contype IN ('c', 'x') OR contype = 'u'"
            " AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid))",
            [table],
        )
        indexes = self.rows(
            "SELECT indexrelid::regclass::text FROM pg_index i WHERE indrelid = %s::regclass AND indisunique"
            " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [table],
        )
        required = self.rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attnotnull"
            " AND NOT attisdropped AND attname NOT IN ('id', 'vendor_id')",
            [table],
        )
        changes = [f'DROP CONSTRAINT "{name}"' for (name,) in checks]
        changes += [f'ALTER COLUMN "{name}" DROP NOT NULL' for (name,) in required]
        for (name,) in indexes:
            self.run(f"DROP INDEX {name}")
        self.run(f'ALTER TABLE "{table}" {", ".join([*changes, "DISABLE TRIGGER USER"])}')
        self.run(f'GRANT SELECT, INSERT, UPDATE ON "{table}" TO {", ".join(AUDIENCE_ROLES)}')

    def plant(self, table: str, **values: Any) -> None:
        names, marks = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
        self.run(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))


def access_of(model: Any) -> Access:
    return next(item.access for item in model._meta.constraints if isinstance(item, RowSecurity))


@contextmanager
def opened(database: str) -> Iterator[Catalog]:
    connection = psycopg2.connect(CLUSTER.url("postgres", database))
    psycopg2.extras.register_uuid(conn_or_curs=connection)
    try:
        yield Catalog(connection.cursor())
    finally:
        connection.rollback()
        connection.close()


def declared_policies(catalog: Catalog) -> set[Policy]:
    """What the models ask for, as PostgreSQL itself writes it: declared once more on empty copies of the tables."""
    with catalog.taken_back():
        catalog.run("CREATE SCHEMA declared; GRANT USAGE ON SCHEMA declared TO PUBLIC")
        for model in tenant_models():
            catalog.run(f'CREATE TABLE declared."{model._meta.db_table}" (LIKE public."{model._meta.db_table}")')
        catalog.run("SET LOCAL search_path = declared, public")
        for model in tenant_models():
            catalog.run("; ".join(enable_statements(model._meta.db_table, access_of(model))))
        return set(catalog.policies("declared"))


def differences(catalog: Catalog, declared: set[Policy], table: str | None = None) -> set[tuple[str, str]]:
    """Policies that are missing, in excess or other than the models declare. Empty is right."""
    wanted = {policy for policy in declared if table in (None, policy.table)}
    found = set(catalog.policies(table=table))
    by_hand = {place for place in BY_HAND if table in (None, place[0])}
    strange = {(policy.table, policy.name) for policy in wanted ^ found}
    present = {(policy.table, policy.name) for policy in found}
    return (strange - by_hand) | (by_hand - present)


def model_of(table: str) -> Any:
    return next(model for model in apps.get_models() if model._meta.db_table == table)
