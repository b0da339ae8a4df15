"""The foreign key between tenant tables."""

import hashlib
from typing import Any, TypeVar

from django.db import models

from prm.tenancy.constraints import CompositeForeignKey

# As in django-stubs: the type one may set and the type one gets, which the mypy plugin fills in per field.
_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)


def key_name(table: str, column: str) -> str:
    """A constraint name within PostgreSQL's 63 characters, the same on every machine."""
    digest = hashlib.sha256(f"{table}.{column}".encode()).hexdigest()[:8]
    return f"{table[:30]}_{column[:15]}_{digest}_fk"


class TenantForeignKey(models.ForeignKey[_ST, _GT]):
    """A ForeignKey whose database constraint is composite: (vendor_id, x_id), or with the partner between them.

    The constraint joins the model's own constraints, so that makemigrations writes it down.
    """

    # `null` stands here by name because the mypy plugin reads the field's type from it.
    def __init__(self, to: Any, on_delete: Any, with_partner: bool = False, null: bool = False, **kwargs: Any) -> None:
        kwargs |= {"db_constraint": False, "db_index": False}
        super().__init__(to, on_delete, null=null, **kwargs)
        self.with_partner = with_partner

    def contribute_to_class(self, cls: Any, name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)
        # Models of the migration history carry their constraints in their own options already.
        if cls._meta.abstract or cls.__module__ == "__fake__":
            return
        constraint = CompositeForeignKey(
            name=key_name(cls._meta.db_table, name), field=name, with_partner=self.with_partner
        )
        cls._meta.constraints = [*cls._meta.constraints, constraint]
        cls._meta.original_attrs.setdefault("constraints", cls._meta.constraints)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        kwargs.pop("db_index", None)
        if self.with_partner:
            kwargs["with_partner"] = True
        return name, path, args, kwargs
