"""Constraints that makemigrations tracks: row-level security and composite foreign keys (security.md 2.2, 2.4)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BaseConstraint

from prm.tenancy.sql import Access, disable_statements, enable_statements


class RowSecurity(BaseConstraint):
    """Row-level security of a tenant table, its grants, and UNIQUE (vendor_id, id), the target of composite keys.

    portal: None (no access), "own" (rows whose partner_id is the portal's own), "vendor" (every row of the vendor, read
    only) or "insert" (insert only). portal_when and public_when narrow by an SQL condition. append_only refuses UPDATE
    and DELETE by grant and by trigger, for the owner too.
    """

    def __init__(self, *, name: str = "%(app_label)s_%(class)s_rls", **access: Any) -> None:
        super().__init__(name=name)
        self.access = Access(**access)
        self.given = access

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.extend(enable_statements(model._meta.db_table, self.access))
        return ", ".join(self._unique_keys(model))

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.extend(enable_statements(model._meta.db_table, self.access))
        keys = ", ".join(f"ADD {key}" for key in self._unique_keys(model))
        return f'ALTER TABLE "{model._meta.db_table}" {keys}'

    def _unique_keys(self, model: Any) -> list[str]:
        """The targets of composite keys; with the partner too where the table has one."""
        keys = [f'CONSTRAINT "{self.name}" UNIQUE ("vendor_id", "id")']
        if any(field.column == "partner_id" for field in model._meta.fields):
            keys.append(f'CONSTRAINT "{self.name}_p" UNIQUE ("vendor_id", "partner_id", "id")')
        return keys

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.extend(disable_statements(model._meta.db_table))
        table = model._meta.db_table
        return f'ALTER TABLE "{table}" DROP CONSTRAINT "{self.name}", DROP CONSTRAINT IF EXISTS "{self.name}_p"'

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database checks it; there is nothing a form could check."""

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, **self.given}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowSecurity) and (self.name, self.access) == (other.name, other.access)

    __hash__ = object.__hash__


class CompositeForeignKey(BaseConstraint):
    """FOREIGN KEY (vendor_id, [partner_id,] x_id), so that a cross-tenant reference cannot exist, with its index."""

    def __init__(self, *, name: str, field: str, with_partner: bool = False) -> None:
        super().__init__(name=name)
        self.field = field
        self.with_partner = with_partner

    def _statements(self, model: Any) -> list[str]:
        field = model._meta.get_field(self.field)
        table, target = model._meta.db_table, field.remote_field.model._meta.db_table
        middle = ', "partner_id"' if self.with_partner else ""
        return [
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{self.name}" FOREIGN KEY ("vendor_id"{middle}, "{field.column}")'
            f' REFERENCES "{target}" ("vendor_id"{middle}, "id") DEFERRABLE INITIALLY DEFERRED',
            f'CREATE INDEX "{self.name}_ix" ON "{table}" ("vendor_id", "{field.column}")',
        ]

    def constraint_sql(self, model: Any, schema_editor: Any) -> None:  # type: ignore[override]
        schema_editor.deferred_sql.extend(self._statements(model))

    def create_sql(self, model: Any, schema_editor: Any) -> None:  # type: ignore[override]
        # At the end of the migration, when the target's unique key stands.
        schema_editor.deferred_sql.extend(self._statements(model))

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = model._meta.db_table
        return f'ALTER TABLE "{table}" DROP CONSTRAINT "{self.name}";\nDROP INDEX IF EXISTS "{self.name}_ix"'

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database checks it; the scoped manager keeps foreign rows out of every form's choices."""

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"field": self.field}
        return path, args, {**kwargs, "with_partner": True} if self.with_partner else kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompositeForeignKey) and (self.name, self.field, self.with_partner) == (
            other.name,
            other.field,
            other.with_partner,
        )

    __hash__ = object.__hash__
